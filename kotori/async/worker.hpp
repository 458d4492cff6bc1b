#pragma once
#include "kotori/async/call_on.hpp"
#include "kotori/async/loop.hpp"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace kotori::inline v0 {

/// Where work goes that may block: disk, DNS, password hashes. Simulation has one that runs in virtual time.
class Worker {
 public:
  Worker() = default;
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;
  virtual ~Worker() = default;

  /// Any thread may call it. Jobs start in the order they were posted.
  virtual void post(Job job) = 0;

  /// co_await worker.run([] { ... }): what it returned, back on the caller's loop.
  template <class F> CallOn<Worker, F> run(F function) { return {*this, std::move(function)}; }
};

/// Threads that work off one queue. With one thread, jobs also end in order. The destructor finishes what is queued.
class WorkerThreads final : public Worker {
 public:
  explicit WorkerThreads(unsigned count = 1);
  ~WorkerThreads() override;
  void post(Job job) override;

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable posted_;
  std::deque<Job> jobs_;
  bool ending_ = false;
  std::vector<std::jthread> threads_;
};

}  // namespace kotori::inline v0
