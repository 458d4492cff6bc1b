#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/http/date.hpp"
#include "kotori/http/response.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/server/incoming.hpp"
#include "kotori/server/options.hpp"

#include <optional>
#include <string>

namespace kotori::inline v0::server {

/// Who is answered, and whether the connection stays open then.
struct Answered {
  std::string method = "GET";
  http::Version version = http::Version::http_1_1;
  bool keep_alive = false;
};

/// The bytes of an answer that is no stream, with the headers that every answer gets.
std::string as_text(Response response, const Answered& to, http::DateClock& dates);

/// Carries answers to one peer, at the speed at which it takes them. Everything returns false when the peer has gone,
/// or has taken nothing for too long.
class ResponseWriter {
 public:
  /// All outlive it.
  ResponseWriter(Stream& stream, Incoming& incoming, http::DateClock& dates, const ServeOptions& options)
      : stream_(stream), incoming_(incoming), dates_(dates), options_(options) {}

  /// With the headers that every answer gets. False also when a streamed answer could not be made to its end.
  Task<bool> send(Response response, Answered to);

  /// Tells a client that waits for it to send its body (RFC 9110 §15.2.1).
  Task<bool> send_continue() { return write("HTTP/1.1 100 Continue\r\n\r\n", {}); }

 private:
  Task<bool> write(std::string head, http::Body body);
  Duration patience() const;
  /// In chunks, or as many bytes as the response's length says, or however many there are.
  Task<bool> write_pieces(const Response& response, bool chunked);

  Stream& stream_;
  Incoming& incoming_;
  http::DateClock& dates_;
  const ServeOptions& options_;
};

}  // namespace kotori::inline v0::server
