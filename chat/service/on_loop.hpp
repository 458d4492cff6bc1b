#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"

#include <coroutine>
#include <exception>
#include <optional>
#include <type_traits>
#include <utility>

namespace chat {

/// co_await MoveTo{loop}: goes on there, in a later turn unless it is there already.
struct MoveTo {
  kotori::Loop& loop;
  bool await_ready() const { return kotori::Loop::current() == &loop; }
  void await_suspend(std::coroutine_handle<> caller) const {
    loop.post([caller] { caller.resume(); });
  }
  void await_resume() const {}
};

/// Runs a task that may wait on another loop; its result or its exception comes back on the caller's. What the task's
/// last turn there posted to the caller's loop runs before the caller goes on.
template <class T> kotori::Task<T> run_on(kotori::Loop& loop, kotori::Task<T> task) {
  auto& home = *kotori::Loop::current();
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
template <class F> void call_soon(kotori::Loop& loop, F job) {
  if (kotori::Loop::current() == &loop) {
    job();
  } else {
    loop.post(std::move(job));
  }
}

}  // namespace chat
