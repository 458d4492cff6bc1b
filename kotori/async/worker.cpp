#include "kotori/async/worker.hpp"

#include <utility>

namespace kotori::inline v0 {

WorkerThreads::WorkerThreads(unsigned count) {
  for (unsigned i = 0; i < count; ++i) threads_.emplace_back([this] { work(); });
}

WorkerThreads::~WorkerThreads() {
  {
    const std::lock_guard lock{mutex_};
    ending_ = true;
  }
  posted_.notify_all();
  threads_.clear();
}

void WorkerThreads::post(Job job) {
  {
    const std::lock_guard lock{mutex_};
    jobs_.push_back(std::move(job));
  }
  posted_.notify_one();
}

void WorkerThreads::work() {
  std::unique_lock lock{mutex_};
  for (;;) {
    posted_.wait(lock, [this] { return ending_ || !jobs_.empty(); });
    if (jobs_.empty()) return;
    auto job = std::move(jobs_.front());
    jobs_.pop_front();
    lock.unlock();
    job();
    job = nullptr;
    lock.lock();
  }
}

}  // namespace kotori::inline v0
