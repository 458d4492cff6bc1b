#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

/// Server-sent events (WHATWG HTML, "text/event-stream").
namespace kotori::inline v0::http {

/// One event on its way to an EventSource.
struct Event {
  std::string data = {};               ///< of one line or several. Without any, a browser keeps the id and tells nobody
  std::string event = {};              ///< its type; empty: "message"
  std::string id = {};                 ///< what Last-Event-ID will say; empty: as before
  std::optional<Duration> retry = {};  ///< how long to wait before coming back, in whole milliseconds
  bool operator==(const Event&) const = default;
};

/// As it travels. Line ends of the data become LF. Throws std::invalid_argument when the type or the id holds a line
/// end, or the id a NUL: they could forge other events.
std::string to_text(const Event& event);

/// Events out of bytes that come in any pieces; no I/O. Lines end in LF, CR or CRLF, a BOM in front is skipped, and
/// what nobody understands is passed over.
class EventParser {
 public:
  /// `most_bytes`: of one event, fields and all. `last_event_id`: of the connection before.
  explicit EventParser(std::size_t most_bytes = 1024UL * 1024, std::string last_event_id = {})
      : most_bytes_(most_bytes), id_(last_event_id), last_id_(std::move(last_event_id)) {}

  /// Appends what has become whole. An event's id is the last that was said, by it or before it, and its type is never
  /// empty. The error says that an event is too large; the parser has done its work then.
  Result<void> feed(std::string_view bytes, std::vector<Event>& into);

  /// What to say as Last-Event-ID when this connection is lost.
  const std::string& last_event_id() const { return last_id_; }
  /// What the server asked for last.
  std::optional<Duration> retry() const { return retry_; }

 private:
  void end_line(std::vector<Event>& into);
  void take_field(std::string_view name, std::string_view value);

  std::size_t most_bytes_;
  std::string line_;
  Event event_;
  std::string id_;       // the "last event ID buffer"
  std::string last_id_;  // of what was told
  std::optional<Duration> retry_;
  std::size_t bom_seen_ = 0;
  bool begun_ = false;  // a BOM can come no more
  bool after_cr_ = false;
};

}  // namespace kotori::inline v0::http

namespace kotori::inline v0 {
using http::Event;
}
