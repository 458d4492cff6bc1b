#include "kotori/net/stream_wait.hpp"

namespace kotori::inline v0 {

void StreamWait::await_suspend(std::coroutine_handle<> caller) {
  caller_ = caller;
  stream_.set_listener(this);
  auto& loop = *Loop::current();
  if (what_ == For::reading) {
    loop.arm_until_stop(*this, at_most_);
  } else {
    loop.arm(*this, at_most_);
  }
}

Waited StreamWait::await_resume() {
  if (caller_) stream_.set_listener(nullptr);
  caller_ = {};
  disarm();
  if (is_ready()) return Waited::ready;
  return what_ == For::reading && Loop::current()->stopping() ? Waited::stopping : Waited::too_long;
}

void StreamWait::on_stream_ready() {
  if (woken_ || !is_ready()) return;
  woken_ = true;
  Loop::current()->resume_soon(caller_);
}

void StreamWait::on_time() {
  if (woken_) return;
  woken_ = true;
  Loop::current()->resume_soon(caller_);
}

}  // namespace kotori::inline v0
