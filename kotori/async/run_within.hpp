#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/async/worker.hpp"

#include <coroutine>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>
#include <type_traits>
#include <utility>

namespace kotori::inline v0 {

/// See run_within().
template <class F> class RunWithin final : Timer {
 public:
  using R = std::invoke_result_t<F&>;

  RunWithin(Worker& worker, Duration at_most, F function)
      : worker_(worker), at_most_(at_most), function_(std::move(function)) {}

  bool await_ready() const { return Loop::current()->stopping(); }
  void await_suspend(std::coroutine_handle<> caller) {
    caller_ = caller;
    shared_->home = Loop::current();
    shared_->waiting = this;
    shared_->home->arm_until_stop(*this, at_most_);
    worker_.post([shared = shared_, function = std::move(function_)]() mutable { shared->run(function); });
  }
  std::optional<R> await_resume() {
    disarm();
    const std::lock_guard lock{shared_->mutex};
    shared_->home = nullptr;
    shared_->waiting = nullptr;
    if (shared_->failure) std::rethrow_exception(shared_->failure);
    return std::move(shared_->result);
  }

 private:
  /// What the job and who waits for it have in common. Who gives up says so here, and may then be gone, and its loop
  /// with it.
  struct Shared : std::enable_shared_from_this<Shared> {
    std::mutex mutex;
    Loop* home = nullptr;
    RunWithin* waiting = nullptr;  // of the home loop only
    std::optional<R> result;
    std::exception_ptr failure;

    void run(F& function) {
      std::optional<R> made;
      std::exception_ptr thrown;
      try {
        made.emplace(function());
      } catch (...) {
        thrown = std::current_exception();
      }
      const std::lock_guard lock{mutex};
      if (!home) return;
      result = std::move(made);
      failure = std::move(thrown);
      home->post([shared = this->shared_from_this()] {
        if (shared->waiting) shared->waiting->wake();
      });
    }
  };

  void wake() {
    if (woken_) return;
    woken_ = true;
    Loop::current()->resume_soon(caller_);
  }
  void on_time() override { wake(); }

  Worker& worker_;
  Duration at_most_;
  F function_;
  std::shared_ptr<Shared> shared_ = std::make_shared<Shared>();
  std::coroutine_handle<> caller_;
  bool woken_ = false;
};

/// co_await run_within(worker, 5s, [] { ... }): what it returned; empty when it took longer, or the loop stops. The
/// function goes on all the same then, and its result is dropped: it holds what it uses by value. What it throws in
/// time is thrown here.
template <class F> RunWithin<F> run_within(Worker& worker, Duration at_most, F function) {
  return {worker, at_most, std::move(function)};
}

}  // namespace kotori::inline v0
