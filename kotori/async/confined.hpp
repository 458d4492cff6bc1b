#pragma once
#include "kotori/async/call_on.hpp"

#include <utility>

namespace kotori::inline v0 {

/// A value that one loop owns, reachable from all of them: run() goes there and comes back.
template <class T> class Confined {
 public:
  template <class... Arguments>
  explicit Confined(Loop& loop, Arguments&&... arguments)
      : loop_(loop), value_(std::forward<Arguments>(arguments)...) {}
  Confined(const Confined&) = delete;
  Confined& operator=(const Confined&) = delete;

  /// co_await confined.run([&](T& value) { ... }): what the function returns. It must not wait; what it captures must
  /// live until then, which it does in the coroutine that awaits.
  template <class F> auto run(F function) {
    return call_on(loop_, [this, function = std::move(function)]() mutable { return function(value_); });
  }

  Loop& loop() const { return loop_; }

 private:
  Loop& loop_;
  T value_;
};

}  // namespace kotori::inline v0
