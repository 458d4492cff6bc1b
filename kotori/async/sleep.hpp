#pragma once
#include "kotori/async/loop.hpp"

#include <coroutine>

namespace kotori {

/// See sleep().
class Sleep final : Timer {
 public:
  explicit Sleep(Duration duration) : duration_(duration) {}
  bool await_ready() const { return Loop::current()->stopping(); }
  void await_suspend(std::coroutine_handle<> caller) {
    loop_ = Loop::current();
    caller_ = caller;
    loop_->arm_until_stop(*this, duration_);
  }
  bool await_resume() const { return !Loop::current()->stopping(); }

 private:
  void on_time() override { loop_->resume_soon(caller_); }

  Duration duration_;
  Loop* loop_ = nullptr;
  std::coroutine_handle<> caller_;
};

/// co_await sleep(1s): true when the time has passed, false when the loop is stopping, which ends all sleeps at once.
inline Sleep sleep(Duration duration) { return Sleep{duration}; }

}  // namespace kotori
