#pragma once
#include "kotori/async/epoll_loop.hpp"

#include <functional>

namespace kotori {

/// Turns SIGINT and SIGTERM into a call on a loop, and ignores SIGPIPE: a log that nobody reads any more must not end a
/// server. Make it before any thread starts, so that all threads inherit the mask; destroying it gives SIGINT and
/// SIGTERM back.
class StopSignals final : Watcher {
 public:
  StopSignals();
  ~StopSignals();
  StopSignals(const StopSignals&) = delete;
  StopSignals& operator=(const StopSignals&) = delete;

  /// `on_signal` hears the signal's number, each time one arrives, on `loop`. Call it before the loop runs; the loop
  /// must outlive this.
  void listen(EpollLoop& loop, std::function<void(int)> on_signal);

 private:
  void on_ready(Readiness readiness) override;

  int fd_ = -1;
  EpollLoop* loop_ = nullptr;
  std::function<void(int)> on_signal_;
};

}  // namespace kotori
