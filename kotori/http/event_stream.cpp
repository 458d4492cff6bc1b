#include "kotori/http/event_stream.hpp"

#include <memory>
#include <utility>

namespace kotori::inline v0 {

EventStream::EventStream(std::string last_event_id, EventHandler handler, const EventStreamOptions& options)
    : last_event_id_(std::move(last_event_id)), handler_(std::move(handler)), options_(options) {
  if (options_.retry) send(Event{.retry = options_.retry});
}

void EventStream::send_text(std::string_view text) {
  if (!open_ || text.empty()) return;
  if (outbox_.size() + text.size() > options_.outbox_bytes) return close();
  outbox_ += text;
  wake(sender_);
}

void EventStream::close() {
  if (!std::exchange(open_, false)) return;
  outbox_ = {};
  if (waiting_) waiting_->wake();
}

void EventStream::wake(std::coroutine_handle<>& waiting) {
  if (waiting) Loop::current()->resume_soon(std::exchange(waiting, {}));
}

/// co_await: goes on when there is something to send, or the handler has ended.
class EventStream::Gathered {
 public:
  explicit Gathered(EventStream& stream) : stream_(stream) {}
  bool await_ready() const { return stream_.handled_ || !stream_.outbox_.empty(); }
  void await_suspend(std::coroutine_handle<> caller) {
    stream_.sender_ = caller;
    if (stream_.open_) Loop::current()->arm_until_stop(stream_, stream_.options_.heartbeat);
  }
  void await_resume() { stream_.disarm(); }

 private:
  EventStream& stream_;
};

void EventStream::begin() {
  try {
    start(handler_(*this));
  } catch (...) {  // before it was a task
    failure_ = std::current_exception();
    handled_ = true;
  }
}

Task<std::optional<std::string>> EventStream::next() {
  if (!std::exchange(begun_, true)) begin();
  co_await Gathered{*this};
  if (!outbox_.empty()) co_return std::exchange(outbox_, {});
  if (failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
  co_return std::nullopt;
}

std::coroutine_handle<> EventStream::ended(std::coroutine_handle<> frame) noexcept {
  frame.destroy();
  handled_ = true;
  wake(sender_);
  return std::noop_coroutine();
}

void EventStream::on_time() {
  if (Loop::current()->stopping()) return close();
  send_text(":\n\n");
}

void EventStream::Wait::await_suspend(std::coroutine_handle<> caller) {
  caller_ = caller;
  stream_.waiting_ = this;
  Loop::current()->arm_until_stop(*this, at_most_);
}

bool EventStream::Wait::await_resume() {
  disarm();
  if (stream_.waiting_ == this) stream_.waiting_ = nullptr;
  return stream_.is_open();
}

void EventStream::Wait::wake() {
  if (caller_) Loop::current()->resume_soon(std::exchange(caller_, {}));
}

Response event_stream(const Request& request, EventHandler handler, const EventStreamOptions& options) {
  auto stream = std::make_shared<EventStream>(std::string{request.header("Last-Event-ID").value_or("")},
                                              std::move(handler), options);
  auto response = Response::stream("text/event-stream", [stream] { return stream->next(); });
  response.gone = [stream] { stream->close(); };
  response.headers.set("Cache-Control", "no-store");
  response.headers.set("X-Accel-Buffering", "no");  // nginx would gather events until its buffer is full
  return response;
}

}  // namespace kotori::inline v0
