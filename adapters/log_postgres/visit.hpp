#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task_group.hpp"

#include <coroutine>
#include <optional>
#include <type_traits>
#include <utility>

namespace adapters::postgres {

/// co_await visit(loop, tasks, [&] { return a_task; }): runs a task on another loop, where `tasks` owns it, and goes on
/// with its result on the caller's. It must not throw.
template <class F> class Visit {
  using T = decltype(std::declval<std::invoke_result_t<F&>>().operator co_await().await_resume());

 public:
  Visit(kotori::Loop& there, kotori::TaskGroup& tasks, F begin)
      : there_(there), tasks_(tasks), begin_(std::move(begin)) {}

  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) {
    home_ = kotori::Loop::current();
    caller_ = caller;
    there_.post([this] { tasks_.spawn(run()); });
  }
  T await_resume() { return *std::move(result_); }

 private:
  kotori::Task<> run() {
    result_.emplace(co_await begin_());
    home_->post([caller = caller_] { caller.resume(); });
  }

  kotori::Loop& there_;
  kotori::TaskGroup& tasks_;
  F begin_;
  kotori::Loop* home_ = nullptr;
  std::coroutine_handle<> caller_;
  std::optional<T> result_;
};

template <class F> Visit<F> visit(kotori::Loop& there, kotori::TaskGroup& tasks, F begin) {
  return {there, tasks, std::move(begin)};
}

}  // namespace adapters::postgres
