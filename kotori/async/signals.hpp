#pragma once
#include "kotori/async/epoll_loop.hpp"

#include <functional>
#include <initializer_list>
#include <signal.h>

namespace kotori::inline v0 {

/// Turns signals into calls on a loop, and ignores SIGPIPE: a log that nobody reads any more must not end a server.
/// Make it before any thread starts, so that all threads inherit the mask; destroying it gives the signals back.
class Signals final : Watcher {
 public:
  explicit Signals(std::initializer_list<int> which);
  ~Signals();
  Signals(const Signals&) = delete;
  Signals& operator=(const Signals&) = delete;

  /// `on_signal` hears the signal's number, each time one arrives, on `loop`. Call it before the loop runs; the loop
  /// must outlive this.
  void listen(EpollLoop& loop, std::function<void(int)> on_signal);

 private:
  void on_ready(Readiness readiness) override;

  sigset_t which_;
  int fd_ = -1;
  EpollLoop* loop_ = nullptr;
  std::function<void(int)> on_signal_;
};

}  // namespace kotori::inline v0
