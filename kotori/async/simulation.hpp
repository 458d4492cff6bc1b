#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/worker.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <vector>

namespace kotori::inline v0 {

class Simulation;

/// A loop whose turns and clock a Simulation decides.
class SimulatedLoop final : public Loop {
 public:
  explicit SimulatedLoop(unsigned index) : Loop(index) {}

  Instant read_clock() override { return now() + (looked_ += a_look_takes); }
  /// Whoever measures by read_clock() finds that so much has passed since it last looked in the same turn.
  Duration a_look_takes{};

 private:
  friend class Simulation;
  void wake() override {}
  void turn(Instant now);

  Duration looked_{};
};

/// A worker whose jobs run when the Simulation draws them, still in the order they were posted.
class SimulatedWorker final : public Worker {
 public:
  void post(Job job) override { jobs_.push_back(std::move(job)); }

 private:
  friend class Simulation;
  std::deque<Job> jobs_;
};

/// How an operation on a stream goes wrong.
enum class Fault : unsigned char {
  reset,     ///< the connection is lost, both ways
  end,       ///< the other side has gone in good order: a read finds the end, a write finds nobody
  one_byte,  ///< a single byte passes, the rest later: nothing is lost
  stall,     ///< nothing passes any more, either way, and nobody is told
};

/// Makes the Nth operation that asks go wrong; pipes ask at every read and write, others may.
class Faults {
 public:
  /// Counting starts anew; the `nth` operation from now on (1 is the next) goes wrong, once.
  void fail_nth(std::size_t nth, Fault how = Fault::reset) {
    at_nth(nth, nullptr);
    how_ = how;
  }
  /// Likewise, but nothing goes wrong: `job` runs just before that operation.
  void at_nth(std::size_t nth, Job job) {
    nth_ = nth;
    asked_ = 0;
    how_.reset();
    job_ = std::move(job);
  }
  /// What becomes of the operation that asks; empty when all is well.
  std::optional<Fault> next() {
    if (++asked_ != nth_) return {};
    if (job_) std::exchange(job_, nullptr)();
    return how_;
  }
  std::size_t operations() const { return asked_; }

 private:
  std::size_t asked_ = 0;
  std::size_t nth_ = std::numeric_limits<std::size_t>::max();
  std::optional<Fault> how_;
  Job job_;
};

/// Several loops and a worker on one thread, by one virtual clock, interleaved by a seed: the same seed, the same run.
///
/// Nothing happens but inside run_until_idle(), advance() and run().
class Simulation {
 public:
  explicit Simulation(std::uint64_t seed = 1, unsigned loops = 1);
  ~Simulation();
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  std::uint64_t seed() const { return seed_; }
  std::size_t loop_count() const { return loops_.size(); }
  SimulatedLoop& loop(std::size_t index = 0) { return *loops_[index]; }
  SimulatedWorker& worker() { return worker_; }
  Faults& faults() { return faults_; }
  Instant now() const { return now_; }

  /// A number below `bound`, drawn from the seed.
  std::size_t draw(std::size_t bound) { return random_() % bound; }

  /// Turns the loops until none can go on without the clock. Throws std::logic_error when that never comes.
  void run_until_idle();

  /// Turns the clock by `duration`, stopping at every timer on the way.
  void advance(Duration duration);

  /// Runs `job` in a turn of `loop`, and all that follows from it.
  void run_on(SimulatedLoop& loop, Job job) {
    loop.post(std::move(job));
    run_until_idle();
  }

  /// Runs a task on the first loop to its end and gives its result. Throws std::logic_error when it waits for ever.
  template <class T> T run(Task<T> task);

 private:
  bool step();

  std::uint64_t seed_;
  std::mt19937_64 random_;
  Instant now_{};
  Faults faults_;
  SimulatedWorker worker_;
  std::vector<std::unique_ptr<SimulatedLoop>> loops_;
};

template <class T> T Simulation::run(Task<T> task) {
  auto awaited = task.operator co_await();
  run_on(loop(), [&] { awaited.await_suspend(std::noop_coroutine()).resume(); });
  if (!awaited.frame.done()) throw std::logic_error("the task waits for something that never comes");
  return awaited.await_resume();
}

}  // namespace kotori::inline v0
