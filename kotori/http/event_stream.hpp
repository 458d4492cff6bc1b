#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/http/event.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/write.hpp"

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

class EventStream;

/// The whole life of an event stream: it ends when this returns. It may be a lambda that captures and is a coroutine.
using EventHandler = std::function<Task<>(EventStream&)>;

/// Of one EventStream. The defaults are safe as they are.
struct EventStreamOptions {
  Duration heartbeat = std::chrono::seconds{15};  ///< a comment after so long a silence, so that no proxy ends it
  std::size_t outbox_bytes = 1024UL * 1024;       ///< unsent; who reads so slowly is closed, and comes back
  std::optional<Duration> retry = {};             ///< when a browser comes back; empty: as it likes, some seconds
};

/// Events to one client (WHATWG HTML, server-sent events), the one-way fallback for a WebSocket. Sending never waits.
/// It belongs to the connection's loop.
class EventStream final : TaskOwner, Timer {
 public:
  EventStream(std::string last_event_id, EventHandler handler, const EventStreamOptions& options);
  EventStream(const EventStream&) = delete;
  EventStream& operator=(const EventStream&) = delete;

  /// What is sent in one turn leaves in one write. Dropped once the stream is closed. Throws std::invalid_argument, see
  /// http::to_text.
  void send(const Event& event) { send_text(to_text(event)); }
  void send(std::string_view data) { send(Event{.data = std::string(data)}); }
  template <json::Described T> void send(const T& data) { send(std::string_view{json::write(data)}); }
  /// Events that are written out already, each with its empty line.
  void send_text(std::string_view text);

  /// How many bytes more may wait to be sent.
  std::size_t room() const { return options_.outbox_bytes - std::min(outbox_.size(), options_.outbox_bytes); }

  /// The id of the last event that this client has seen, before it was cut off; empty when it comes for the first time.
  const std::string& last_event_id() const { return last_event_id_; }

  /// False once the client has left or reads too slowly, or the server stops.
  bool is_open() const { return open_ && !Loop::current()->stopping(); }

  class Wait;
  /// co_await events.closed(): goes on when it is not open any more. One coroutine at a time waits on a stream.
  Wait closed();
  /// co_await events.sleep(1s): true when the time has passed and it is open; false, early, when it is not.
  Wait sleep(Duration duration);

  /// For who sends the answer: what has gathered, empty at the end; see Response::pieces.
  Task<std::optional<std::string>> next();
  /// Likewise: the client has left.
  void close();

 private:
  class Gathered;
  void begin();
  void failed(std::exception_ptr failure) noexcept override { failure_ = std::move(failure); }
  std::coroutine_handle<> ended(std::coroutine_handle<> frame) noexcept override;
  void on_time() override;
  void wake(std::coroutine_handle<>& waiting);

  std::string last_event_id_;
  EventHandler handler_;
  EventStreamOptions options_;
  std::string outbox_;
  bool open_ = true;
  bool begun_ = false;
  bool handled_ = false;  // the handler has ended
  std::exception_ptr failure_;
  std::coroutine_handle<> sender_;  // waits for something to send
  Wait* waiting_ = nullptr;         // the handler's
};

/// See EventStream::closed() and sleep().
class EventStream::Wait final : Timer {
 public:
  Wait(EventStream& stream, Duration at_most) : stream_(stream), at_most_(at_most) {}
  bool await_ready() const { return !stream_.is_open(); }
  void await_suspend(std::coroutine_handle<> caller);
  bool await_resume();

 private:
  friend class EventStream;
  void on_time() override { wake(); }
  void wake();

  EventStream& stream_;
  Duration at_most_;
  std::coroutine_handle<> caller_;
};

inline EventStream::Wait EventStream::closed() { return {*this, Duration::max()}; }
inline EventStream::Wait EventStream::sleep(Duration duration) { return {*this, duration}; }

/// An answer that is a stream of events, for handlers that look at the request first:
/// `routes.get("/rooms/{room}/feed", [](Request& request) { return event_stream(request, Feed{request.path("room")});
/// })` It is not to be compressed: an event would wait for the next.
Response event_stream(const Request& request, EventHandler handler, const EventStreamOptions& options = {});

}  // namespace kotori::inline v0
