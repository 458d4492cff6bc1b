#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/body.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/status.hpp"
#include "kotori/json/write.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

struct Refused;

/// Content that is made while it is sent: the next piece, or empty at the end. Called on the connection's loop, one
/// call at a time, when the piece before has been handed to the system; should sleep() be cut short, end.
/// It lives until then, so that it may be a lambda that captures and is a coroutine.
using Pieces = std::function<Task<std::optional<std::string>>()>;

/// What a client is answered. The server adds what belongs to the connection: Connection, Content-Length or
/// Transfer-Encoding, Date.
struct Response {
  Status status = Status::ok;
  Headers headers;
  Body body;
  Pieces pieces;  ///< if set, they are the content, not `body`
  /// If set, whoever makes the pieces is told, perhaps twice, that they go nowhere any more: the client has left, which
  /// is then noticed while a piece is waited for, or takes nothing. They are still asked for to their end, and dropped,
  /// so that nothing is left half done.
  std::function<void()> gone;
  /// How many bytes the pieces have together, where that is known before: then the client is told it, and the
  /// connection is cut when it turns out otherwise. Who changes the pieces changes it.
  std::optional<std::uint64_t> length = std::nullopt;

  static Response text(std::string text, Status status = Status::ok);
  static Response html(std::string page, Status status = Status::ok);
  /// A value as JSON (kotori/json).
  template <class T> static Response json(const T& value, Status status = Status::ok) {
    return json_text(kotori::json::write(value), status);
  }
  /// `json` is JSON already.
  static Response json_text(std::string json, Status status = Status::ok);
  static Response of(std::string_view content_type, Body body, Status status = Status::ok);
  /// Goes out in chunks, unless its length is set; to HTTP/1.0, up to the end of the connection. If `pieces` throws,
  /// the connection is cut, so that the client sees that the content is not whole. Not called at all for HEAD.
  static Response stream(std::string_view content_type, Pieces pieces, Status status = Status::ok);
  /// No content, no content type.
  static Response empty(Status status = Status::no_content);
  /// Sends the browser elsewhere, with GET. Throws std::invalid_argument when `location` could forge a header.
  static Response redirect(std::string_view location, Status status = Status::see_other);
  static Response refusal(const Refusal& refusal);
  static Response refusal(const Refused& refused);

  /// Adds headers. Once there is a cookie among them, no shared cache may keep the response, whatever it said before.
  void add(const Headers& more);
};

/// How a response goes out.
struct Sending {
  std::string_view date;                ///< see DateClock
  bool keep_alive = true;               ///< whether the connection stays open after it
  Version version = Version::http_1_1;  ///< the request's
};

/// Throws std::invalid_argument when one of these is the server's own affair: Connection, Content-Length, Date,
/// Transfer-Encoding. Two of them would confuse where an answer ends.
void check_framing(const Headers& headers);

/// Appends the head of a response, down to its empty line. A response with an Upgrade header names it in Connection.
/// Throws as check_framing().
void write_head(std::string& to, const Response& response, const Sending& sending);

/// Whether content follows the head: not for HEAD, and not for a status that has none.
bool has_content(const Response& response, std::string_view request_method);

/// What follows the head of a response that has no pieces.
std::string_view content(const Response& response, std::string_view request_method);

/// Whether only the end of the connection will tell the client where the content ends.
bool ends_with_connection(const Response& response, Version version);

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Response;
}
