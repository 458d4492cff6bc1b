#include "kotori/async/task_group.hpp"

#include "kotori/async/loop.hpp"

#include <cassert>
#include <utility>

namespace kotori::inline v0 {

TaskGroup::~TaskGroup() { assert(running_ == 0 && "join a TaskGroup before it dies"); }

void TaskGroup::spawn(Task<> task) {
  enter();
  start(std::move(task));
}

void TaskGroup::leave() {
  if (--running_ == 0 && joining_) Loop::current()->resume_soon(std::exchange(joining_, {}));
}

void TaskGroup::failed(std::exception_ptr failure) noexcept {
  if (!on_failure_) std::terminate();
  on_failure_(std::move(failure));
}

std::coroutine_handle<> TaskGroup::ended(std::coroutine_handle<> frame) noexcept {
  frame.destroy();
  leave();
  return std::noop_coroutine();
}

void TaskGroup::JoinWithin::await_suspend(std::coroutine_handle<> caller) {
  group_.joining_ = caller;
  Loop::current()->arm(*this, at_most_);
}

bool TaskGroup::JoinWithin::await_resume() {
  disarm();
  return group_.running_ == 0;
}

void TaskGroup::JoinWithin::on_time() {
  // They may have ended in this very turn, and then the caller goes on already.
  if (group_.joining_) Loop::current()->resume_soon(std::exchange(group_.joining_, {}));
}

}  // namespace kotori::inline v0
