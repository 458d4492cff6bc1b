#pragma once
#include "kotori/async/worker.hpp"

#include <atomic>
#include <cstddef>
#include <memory>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {

/// What a store does on a worker, of which only so much may wait. Any loop.
class BoundedWork {
 public:
  /// The worker outlives it.
  BoundedWork(Worker& worker, std::size_t most) : worker_(worker), most_(most) {}

  /// Keep it while you wait. Throws std::runtime_error when too many do already.
  auto enter() {
    struct Leave {
      void operator()(std::atomic<std::size_t>* waiting) const { --*waiting; }
    };
    std::unique_ptr<std::atomic<std::size_t>, Leave> place{(++waiting_, &waiting_)};
    if (waiting_ > most_) throw std::runtime_error("too much waits for the disk");
    return place;
  }
  /// co_await run(function): what it returned, back on the caller's loop.
  template <class F> auto run(F function) { return worker_.run(std::move(function)); }

 private:
  Worker& worker_;
  const std::size_t most_;
  std::atomic<std::size_t> waiting_ = 0;
};

}  // namespace kotori::inline v0::sessions
