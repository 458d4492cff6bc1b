#pragma once
#include "kotori/async/loop.hpp"

#include <coroutine>
#include <cstddef>
#include <deque>

namespace chat {

/// Lets only so many through at a time; the others stand in line. Belongs to one loop.
class Turnstile {
 public:
  Turnstile(kotori::Loop& loop, std::size_t most) : loop_(loop), free_(most) {}
  Turnstile(const Turnstile&) = delete;
  Turnstile& operator=(const Turnstile&) = delete;

  /// Held by who has been let through.
  class [[nodiscard]] Pass {
   public:
    explicit Pass(Turnstile& turnstile) : turnstile_(turnstile) {}
    ~Pass() { turnstile_.give_back(); }
    Pass(const Pass&) = delete;
    Pass& operator=(const Pass&) = delete;

   private:
    Turnstile& turnstile_;
  };

  /// const auto pass = co_await turnstile.pass();
  auto pass() {
    struct Awaiter {
      Turnstile& turnstile;
      bool await_ready() const {
        if (turnstile.free_ == 0) return false;
        --turnstile.free_;
        return true;
      }
      void await_suspend(std::coroutine_handle<> caller) { turnstile.line_.push_back(caller); }
      Pass await_resume() { return Pass{turnstile}; }
    };
    return Awaiter{*this};
  }

 private:
  // Who is first in line takes over.
  void give_back() {
    if (line_.empty()) {
      ++free_;
    } else {
      loop_.resume_soon(line_.front());
      line_.pop_front();
    }
  }

  kotori::Loop& loop_;
  std::size_t free_;
  std::deque<std::coroutine_handle<>> line_;
};

}  // namespace chat
