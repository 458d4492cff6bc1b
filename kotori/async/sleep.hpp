#pragma once
#include "kotori/async/loop.hpp"

#include <coroutine>

namespace kotori::inline v0 {

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

/// See next_turn().
class NextTurn final : Timer {
 public:
  NextTurn() = default;
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    caller_ = caller;
    Loop::current()->arm(*this, Duration::zero());
  }
  void await_resume() const {}

 private:
  void on_time() override { Loop::current()->resume_soon(caller_); }
  std::coroutine_handle<> caller_;
};

/// co_await next_turn(): lets everything else on the loop have its turn first, also while the loop is stopping.
inline NextTurn next_turn() { return {}; }

/// co_await sleep(1s): true when the time has passed, false when the loop is stopping, which ends all sleeps at once.
inline Sleep sleep(Duration duration) { return Sleep{duration}; }

}  // namespace kotori::inline v0
