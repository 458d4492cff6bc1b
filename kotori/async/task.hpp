#pragma once
#include <coroutine>
#include <exception>
#include <optional>
#include <utility>

namespace kotori::inline v0 {

template <class T = void> class Task;

/// Who is told how a task ends: the coroutine that awaits it, or who has started it, as a TaskGroup does.
class TaskOwner {
 public:
  /// It threw this; ended() follows.
  virtual void failed(std::exception_ptr failure) noexcept = 0;
  /// Gives whom to resume in its place. Who has started it destroys its frame here.
  virtual std::coroutine_handle<> ended(std::coroutine_handle<> frame) noexcept = 0;

 protected:
  ~TaskOwner() = default;
  /// Runs it up to its first wait; it may have ended by then.
  void start(Task<> task);
};

namespace detail {

struct PromiseBase {
  TaskOwner* owner = nullptr;

  struct Final {
    bool await_ready() noexcept { return false; }
    template <class P> std::coroutine_handle<> await_suspend(std::coroutine_handle<P> self) noexcept {
      return self.promise().owner->ended(self);
    }
    void await_resume() noexcept {}
  };
  std::suspend_always initial_suspend() noexcept { return {}; }
  Final final_suspend() noexcept { return {}; }
  void unhandled_exception() { owner->failed(std::current_exception()); }
};

template <class T> struct Promise : PromiseBase {
  std::optional<T> value;
  Task<T> get_return_object();
  template <class U> void return_value(U&& given) { value.emplace(std::forward<U>(given)); }
  T take() { return std::move(*value); }
};

template <> struct Promise<void> : PromiseBase {
  Task<void> get_return_object();
  void return_void() {}
  void take() {}
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
    struct Awaiter final : TaskOwner {
      explicit Awaiter(std::coroutine_handle<promise_type> its) : frame(its) {}
      bool await_ready() noexcept { return false; }
      std::coroutine_handle<> await_suspend(std::coroutine_handle<> by) noexcept {
        caller = by;
        frame.promise().owner = this;
        return frame;
      }
      T await_resume() {
        if (failure) std::rethrow_exception(std::move(failure));
        return frame.promise().take();
      }
      void failed(std::exception_ptr thrown) noexcept override { failure = std::move(thrown); }
      std::coroutine_handle<> ended(std::coroutine_handle<>) noexcept override { return caller; }

      std::coroutine_handle<promise_type> frame;
      std::coroutine_handle<> caller;
      std::exception_ptr failure;
    };
    return Awaiter{frame_};
  }

  /// Gives the frame away; for who starts it.
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

inline void TaskOwner::start(Task<> task) {
  auto frame = task.release();
  frame.promise().owner = this;
  frame.resume();
}

}  // namespace kotori::inline v0
