#pragma once
#include "kotori/async/task.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/base/clock.hpp"

#include <coroutine>
#include <cstddef>
#include <exception>
#include <functional>

namespace kotori::inline v0 {

/// Owns tasks that nobody awaits. Belongs to one loop. Join it before it dies: its destructor only asserts that it is
/// empty.
class TaskGroup final : TaskOwner {
 public:
  using OnFailure = std::function<void(std::exception_ptr)>;

  /// `on_failure` hears the exception of a task that threw; without it an exception ends the program.
  explicit TaskGroup(OnFailure on_failure = {}) : on_failure_(std::move(on_failure)) {}
  TaskGroup(const TaskGroup&) = delete;
  TaskGroup& operator=(const TaskGroup&) = delete;
  ~TaskGroup();

  /// Starts `task` at once, up to its first wait. The group owns it until it ends.
  void spawn(Task<> task);

  /// What is no task and has to be waited for likewise: it enters, and leaves when it has ended.
  void enter() { ++running_; }
  void leave();

  /// How many have not ended.
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

  /// co_await group.join_within(5s): the same, but for so long at most. False when some have not ended.
  class JoinWithin;
  JoinWithin join_within(Duration at_most);

 private:
  void failed(std::exception_ptr failure) noexcept override;
  std::coroutine_handle<> ended(std::coroutine_handle<> frame) noexcept override;

  OnFailure on_failure_;
  std::size_t running_ = 0;
  std::coroutine_handle<> joining_;
};

/// What join_within() gives, to be awaited.
class TaskGroup::JoinWithin final : Timer {
 public:
  JoinWithin(TaskGroup& group, Duration at_most) : group_(group), at_most_(at_most) {}
  bool await_ready() const { return group_.running_ == 0; }
  void await_suspend(std::coroutine_handle<> caller);
  bool await_resume();

 private:
  void on_time() override;

  TaskGroup& group_;
  Duration at_most_;
};

inline TaskGroup::JoinWithin TaskGroup::join_within(Duration at_most) { return {*this, at_most}; }

}  // namespace kotori::inline v0
