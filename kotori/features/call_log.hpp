#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/feature.hpp"
#include "kotori/websocket/ending.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// What a request is called in logs, here and wherever it is passed on. An attribute of the request, and of the
/// WebSocket that it opens: `request.attributes.get<RequestId>().text`.
struct RequestId {
  std::string text;
};

/// What has become of a request. What it points to is valid during the call alone.
struct Call {
  Status status = Status::ok;
  std::string_view method;
  /// The pattern of its route, "/rooms/{room}"; without one, its path as sent, 200 bytes at most. Never a query.
  std::string_view route;
  Duration took{};                   ///< until the answer was there; of a conversation that ended, how long it was
  std::optional<std::size_t> bytes;  ///< of content; empty: it comes in pieces
  std::string_view request_id;
  std::string_view trace_id;  ///< empty: there is no TraceContext in front
  std::string_view client;    ///< its address; empty: it has none
  /// How a conversation has ended, that was a call with status 101 when it began. Null: it is a call that was answered.
  const Ending* ending = nullptr;
};

/// Writes a line: `info answered status=200 method=GET route=/rooms/{room} ms=0.213 bytes=812 id=4mqd... client=::1`;
/// of a conversation `info ended by=peer code=1000 route=/chat ms=61204.112 id=4mqd... client=::1`.
void write_line(const Call& call);

/// One line a request, also one that found nothing, and one that opened a WebSocket. Gives each a RequestId, which goes
/// back in X-Request-Id. Nothing personal is written but the client's address: no query, no cookie.
///
/// Install it first, so that it sees what the others answer.
struct CallLog {
  /// Take the client's X-Request-Id for the id, when it is 1 to 64 letters, digits, dots, hyphens and underscores.
  bool takes_ids = true;
  /// One more line when a WebSocket ends: "ended". Some 300 bytes a connection for as long as it is open; without
  /// it, 80.
  bool tells_ends = false;
  /// What to say nothing of: `[](const Request& request, Status) { return request.route == "/healthz"; }`
  std::function<bool(const Request&, Status)> leaves_out = {};
  /// Where it goes. Called on any loop; may not throw.
  std::function<void(const Call&)> write = write_line;

  Task<Response> operator()(Request& request, Next next) const;

 private:
  class Conversation;
  void tell(const Request& request, const Call& call) const;
  void tie(Request& request, const Call& call) const;
};

}  // namespace kotori::inline v0
