#pragma once
#include "kotori/async/epoll_loop.hpp"

#include <cstddef>
#include <memory>
#include <thread>
#include <vector>

namespace kotori::inline v0 {

/// The loops of a program, one thread each.
class Loops {
 public:
  /// None means: one per core. `spin`: see EpollLoop.
  explicit Loops(unsigned count = 0, Duration spin = {});
  ~Loops();
  Loops(const Loops&) = delete;
  Loops& operator=(const Loops&) = delete;

  std::size_t size() const { return loops_.size(); }
  EpollLoop& operator[](std::size_t index) { return *loops_[index]; }

  /// Starts the threads. What was posted before runs first.
  void start();

  /// Ends all sleeps, runs what has been posted, and what follows from it, until all loops are quiet, and ends the
  /// threads.
  /// Call it when nothing waits for the outside world any more; not on a loop.
  void finish();

 private:
  void settle();

  std::vector<std::unique_ptr<EpollLoop>> loops_;
  std::vector<std::jthread> threads_;
};

}  // namespace kotori::inline v0
