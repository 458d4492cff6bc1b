#pragma once
#include "kotori/http/event.hpp"
#include "kotori/http/event_stream.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/write.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// Of one EventFeed.
struct EventFeedOptions {
  std::size_t events = 1024;         ///< that are remembered for those who come back
  std::size_t bytes = 256UL * 1024;  ///< the same; whichever is less
};

/// Everyone who hears events: the Audience of event streams. Events are numbered and written out once; the last ones
/// are remembered, so that a browser which was cut off comes back with Last-Event-ID and misses nothing. If that is too
/// long ago, or was another run of the program, it first hears an event of the type "missed": it had better ask for the
/// whole state anew, and hears what comes from now on.
///
/// Any thread may send. All hear the same events in the same order; nothing waits, and who reads too slowly is closed,
/// see EventStreamOptions. It outlives its seats.
class EventFeed {
 public:
  explicit EventFeed(const EventFeedOptions& options = {});
  EventFeed(const EventFeed&) = delete;
  EventFeed& operator=(const EventFeed&) = delete;
  ~EventFeed();

  class Seat;
  /// The stream hears what it has missed, if it says what it has seen, and all that is sent from now on.
  /// `auto seat = feed.join(events); co_await events.closed();`
  Seat join(EventStream& events);

  /// The event's id is the feed's. Throws std::invalid_argument, see http::to_text; std::length_error when it is larger
  /// than EventFeedOptions::bytes.
  void send(Event event);
  void send(std::string_view data) { send(Event{.data = std::string(data)}); }
  template <json::Described T> void send(const T& data) { send(std::string_view{json::write(data)}); }

  /// How many seats are taken, on all loops.
  std::size_t size() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

/// A place among those who hear a feed; losing it is leaving. On its stream's loop, and gone before its stream.
class [[nodiscard]] EventFeed::Seat {
 public:
  Seat(std::shared_ptr<State> state, EventStream& events);
  Seat(Seat&& other) noexcept = default;
  Seat& operator=(Seat&&) = delete;
  ~Seat();

 private:
  std::shared_ptr<State> state_;
  EventStream* events_;
};

}  // namespace kotori::inline v0
