#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace kotori {

template <class T = void> class Task;

namespace detail {

/// What is told when a spawned task has ended; it destroys the frame.
class TaskOwner {
 public:
  virtual void finished(std::coroutine_handle<> frame, std::exception_ptr failure) noexcept = 0;

 protected:
  ~TaskOwner() = default;
};

struct PromiseBase {
  std::coroutine_handle<> awaiting;
  TaskOwner* owner = nullptr;  // set instead of awaiting when the task was spawned
  std::exception_ptr failure;

  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P> std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      auto& promise = self.promise();
      if (promise.awaiting) return promise.awaiting;
      if (promise.owner) promise.owner->finished(self, std::move(promise.failure));
      return std::noop_coroutine();
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() { failure = std::current_exception(); }
};

template <class T> struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U> void return_value(U&& given) { value.emplace(std::forward<U>(given)); }
  T take() {
    if (failure) std::rethrow_exception(std::move(failure));
    return std::move(*value);
  }
};

template <> struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() {
    if (failure) std::rethrow_exception(std::move(failure));
  }
};

}  // namespace detail

/// Work that may wait. It starts when it is awaited (or spawned into a TaskGroup), hands its result or its exception to
/// whoever awaits it, and is owned by exactly one place. A coroutine's arguments must outlive it or be taken by value.
template <class T> class [[nodiscard]] Task {
 public:
  using promise_type = detail::Promise<T>;

  explicit Task(std::coroutine_handle<promise_type> frame) : frame_(frame) {}
  Task(Task&& other) noexcept : frame_(std::exchange(other.frame_, {})) {}
  Task& operator=(Task&& other) noexcept {
    std::swap(frame_, other.frame_);
    return *this;
  }
  ~Task() {
    if (frame_) frame_.destroy();
  }

  auto operator co_await() noexcept {
    struct Awaiter {
      std::coroutine_handle<promise_type> frame;
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> caller) noexcept {
        frame.promise().awaiting = caller;
        return frame;
      }
      T await_resume() { return frame.promise().take(); }
    };
    return Awaiter{frame_};
  }

  /// Gives the frame away; for TaskGroup.
  std::coroutine_handle<promise_type> release() noexcept { return std::exchange(frame_, {}); }

 private:
  std::coroutine_handle<promise_type> frame_;
};

namespace detail {
template <class T> Task<T> Promise<T>::get_return_object() {
  return Task<T>{std::coroutine_handle<Promise>::from_promise(*this)};
}
inline Task<void> Promise<void>::get_return_object() {
  return Task<void>{std::coroutine_handle<Promise>::from_promise(*this)};
}
}  // namespace detail

}  // namespace kotori
