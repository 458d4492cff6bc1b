#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/client/answer_reader.hpp"
#include "kotori/client/back_off.hpp"
#include "kotori/http/event.hpp"
#include "kotori/http/headers.hpp"

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>

namespace kotori::inline v0::client {

class Client;

/// See Client::events().
struct EventSourceOptions {
  http::Headers headers = {};
  std::string last_event_id = {};               ///< what was seen before; empty: nothing
  BackOff back_off = {};                        ///< beside what the server asks for
  Duration silence = std::chrono::seconds{45};  ///< three heartbeats of a Kotori server; beyond it, it is lost
  std::size_t event_bytes = 1024UL * 1024;      ///< of one event; beyond it, it is over for good
};

/// The events that a server sends (WHATWG HTML, EventSource). Whenever the connection is lost it waits a while, comes
/// back and says what it has seen, so that a server that remembers goes on from there; but for an id that is no field's
/// value, or longer than 4 KiB. On one loop.
class EventSource {
 public:
  /// The client outlives it.
  EventSource(Client& client, std::string url, EventSourceOptions options);
  EventSource(const EventSource&) = delete;
  EventSource& operator=(const EventSource&) = delete;

  /// The next event. The first call connects. Empty when it is over for good: the loop stops, or trouble() says why.
  Task<std::optional<http::Event>> next();

  /// Of the events that next() has given, or of what stood alone behind them.
  const std::string& last_event_id() const { return last_event_id_; }
  /// The server answered 204, which means that there is nothing more, or anything else that is no event stream and not
  /// a passing failure (408, 429, 5xx); or sent what is none. Empty while it is not over, and when the loop stops.
  const std::string& trouble() const { return trouble_; }

 private:
  Task<bool> open();
  Task<bool> wait(std::optional<Duration> asked = {});
  void take(std::string_view bytes);

  Client& client_;
  std::string url_;
  EventSourceOptions options_;
  std::string last_event_id_;
  std::string trouble_;
  Waits waits_;
  std::optional<Duration> retry_;  // what a server has asked for last, on whichever connection
  std::optional<StreamedAnswer> answer_;
  Instant begun_;  // its head had come
  http::EventParser parser_;
  std::deque<http::Event> events_;  // that have come and were not given yet
};

}  // namespace kotori::inline v0::client
