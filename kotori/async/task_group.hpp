#pragma once
#include "kotori/async/task.hpp"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>

namespace kotori {

/// Owns tasks that nobody awaits. Belongs to one loop. Join it before it dies: its destructor only asserts that it is
/// empty.
class TaskGroup final : detail::TaskOwner {
 public:
  using OnFailure = std::function<void(std::exception_ptr)>;

  /// `on_failure` hears the exception of a task that threw; without it an exception ends the program.
  explicit TaskGroup(OnFailure on_failure = {}) : on_failure_(std::move(on_failure)) {}
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts `task` at once, up to its first wait. The group owns it until it ends.
  void spawn(Task<> task);

  std::size_t size() const { return running_; }

  /// co_await group.join(): goes on when every task has ended. One at a time may wait here.
  auto join() {
    struct Awaiter {
      TaskGroup& group;
      bool await_ready() const { return group.running_ == 0; }
      void await_suspend(std::coroutine_handle<> caller) { group.joining_ = caller; }
      void await_resume() {}
    };
    return Awaiter{*this};
  }

 private:
  void finished(std::coroutine_handle<> frame, std::exception_ptr failure) noexcept override;

  OnFailure on_failure_;
  std::size_t running_ = 0;
  std::coroutine_handle<> joining_;
};

}  // namespace kotori
