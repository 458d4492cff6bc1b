#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace kotori::inline v0 {

/// co_await MoveTo{loop}: goes on there, in a later turn unless it is there already.
struct MoveTo {
  Loop& loop;
  bool await_ready() const { return Loop::current() == &loop; }
  void await_suspend(std::coroutine_handle<> caller) const {
    loop.post([caller] { caller.resume(); });
  }
  void await_resume() const {}
};

/// Runs a task that may wait on another loop; its result or its exception comes back on the caller's. What the task's
/// last turn there posted to the caller's loop runs before the caller goes on.
template <class T> Task<T> run_on(Loop& loop, Task<T> task) {
  auto& home = *Loop::current();
  std::optional<std::conditional_t<std::is_void_v<T>, bool, T>> result;
  std::exception_ptr failure;
  co_await MoveTo{loop};
  try {
    if constexpr (std::is_void_v<T>) {
      co_await task;
    } else {
      result.emplace(co_await task);
    }
  } catch (...) {
    failure = std::current_exception();
  }
  co_await MoveTo{home};
  if (failure) std::rethrow_exception(failure);
  if constexpr (!std::is_void_v<T>) co_return std::move(*result);
}

/// Calls `job` on a loop: now if this is it, else in a later turn of it; calls from one loop keep their order.
template <class F> void call_soon(Loop& loop, F job) {
  if (Loop::current() == &loop) {
    job();
  } else {
    loop.post(std::move(job));
  }
}

}  // namespace kotori::inline v0
