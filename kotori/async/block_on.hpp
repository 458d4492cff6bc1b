#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"

#include <future>
#include <utility>

namespace kotori::inline v0 {

/// Runs `task` on a loop that runs on another thread, and waits for its end; what it throws is thrown here. For main().
inline void block_on(Loop& loop, Task<> task) {
  std::promise<void> ended;
  TaskGroup group;
  auto run = [](Task<> inner, std::promise<void>& to) -> Task<> {
    try {
      co_await inner;
      to.set_value();
    } catch (...) {
      to.set_exception(std::current_exception());
    }
  };
  loop.post([&] { group.spawn(run(std::move(task), ended)); });
  auto result = ended.get_future();
  result.wait();
  // The task's frame ends in the turn that set the value; one more job is behind it.
  std::promise<void> turned;
  loop.post([&] { turned.set_value(); });
  turned.get_future().wait();
  result.get();
}

}  // namespace kotori::inline v0
