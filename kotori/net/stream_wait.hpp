#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/net/stream.hpp"

#include <coroutine>

namespace kotori::inline v0 {

enum class Waited : unsigned char { ready, too_long, stopping };

/// See wait_readable() and wait_writable(). It is the stream's listener while it waits.
class StreamWait final : StreamListener, Timer {
 public:
  enum class For : unsigned char { reading, writing };
  StreamWait(Stream& stream, For what, Duration at_most) : stream_(stream), what_(what), at_most_(at_most) {}
  ~StreamWait() {
    if (caller_) stream_.set_listener(nullptr);
  }

  bool await_ready() const { return is_ready(); }
  void await_suspend(std::coroutine_handle<> caller);
  Waited await_resume();

 private:
  bool is_ready() const { return what_ == For::reading ? stream_.may_read() : stream_.may_write(); }
  void on_stream_ready() override;
  void on_time() override;

  Stream& stream_;
  For what_;
  bool woken_ = false;
  Duration at_most_;
  std::coroutine_handle<> caller_;
};

/// co_await wait_readable(stream, 5s): goes on when there may be something to read, the time has passed, or the loop is
/// stopping. On the stream's loop; nobody else listens to the stream meanwhile.
inline StreamWait wait_readable(Stream& stream, Duration at_most) {
  return {stream, StreamWait::For::reading, at_most};
}

/// Likewise for writing, but a stopping loop does not end it early: what was begun is written out.
inline StreamWait wait_writable(Stream& stream, Duration at_most) {
  return {stream, StreamWait::For::writing, at_most};
}

}  // namespace kotori::inline v0
