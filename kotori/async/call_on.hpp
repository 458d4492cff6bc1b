#pragma once
#include "kotori/async/loop.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace kotori::inline v0 {

/// What a Loop and a Worker have in common: jobs can be posted to it from any thread.
template <class P>
concept Postable = requires(P& place, Job job) { place.post(std::move(job)); };

/// Calls `function` somewhere else and resumes the caller, on the caller's loop, with what it returned or threw.
/// The function must not wait. The caller's coroutine must not be destroyed meanwhile.
template <Postable Place, class F> class CallOn {
  using R = std::invoke_result_t<F&>;
  static constexpr bool is_void = std::is_void_v<R>;
  using Stored = std::conditional_t<is_void, bool, R>;

 public:
  CallOn(Place& place, F function) : place_(place), function_(std::move(function)) {}

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    auto* home = Loop::current();
    place_.post([this, home, caller] {
      call();
      home->post([caller] { caller.resume(); });
    });
  }
  R await_resume() {
    if (failure_) std::rethrow_exception(failure_);
    if constexpr (!is_void) return std::move(*result_);
  }

 protected:
  void call() {
    try {
      if constexpr (is_void) {
        function_();
      } else {
        result_.emplace(function_());
      }
    } catch (...) {
      failure_ = std::current_exception();
    }
  }

 private:
  Place& place_;
  F function_;
  std::optional<Stored> result_;
  std::exception_ptr failure_;
};

/// As CallOn; a call on the caller's own loop happens at once, without waiting.
template <class F> class CallOnLoop : public CallOn<Loop, F> {
 public:
  CallOnLoop(Loop& loop, F function) : CallOn<Loop, F>(loop, std::move(function)), loop_(loop) {}
  bool await_ready() {
    if (Loop::current() != &loop_) return false;
    this->call();
    return true;
  }

 private:
  Loop& loop_;
};

/// co_await call_on(loop, [&] { ... }): there and back.
template <class F> CallOnLoop<F> call_on(Loop& loop, F function) { return {loop, std::move(function)}; }

}  // namespace kotori::inline v0
