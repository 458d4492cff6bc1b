#include "kotori/async/simulation.hpp"

namespace kotori::inline v0 {

void SimulatedLoop::turn(Instant now) {
  const AsCurrent as_current{*this};
  set_now(now);
  looked_ = {};
  run_ready();
  run_posted();
  run_timers();
  end_turn();
}

Simulation::Simulation(std::uint64_t seed, unsigned loops) : seed_(seed), random_(seed) {
  for (unsigned i = 0; i < loops; ++i) loops_.push_back(std::make_unique<SimulatedLoop>(i));
}

Simulation::~Simulation() {
  for (auto& loop : loops_) loop->drop_locals();
}

bool Simulation::step() {
  std::vector<SimulatedLoop*> runnable;
  for (auto& loop : loops_) {
    loop->set_now(now_);
    if (loop->has_work()) runnable.push_back(loop.get());
  }
  const auto choices = runnable.size() + (worker_.jobs_.empty() ? 0 : 1);
  if (choices == 0) return false;
  const auto chosen = choices == 1 ? 0 : draw(choices);
  if (chosen < runnable.size()) {
    runnable[chosen]->turn(now_);
  } else {
    auto job = std::move(worker_.jobs_.front());
    worker_.jobs_.pop_front();
    job();
  }
  return true;
}

void Simulation::run_until_idle() {
  constexpr std::size_t too_many = 10'000'000;
  for (std::size_t steps = 0; step(); ++steps)
    if (steps == too_many) throw std::logic_error("the simulation never becomes idle");
}

void Simulation::advance(Duration duration) {
  const auto end = now_ + duration;
  for (;;) {
    run_until_idle();
    auto next = end;
    for (const auto& loop : loops_)
      if (auto due = loop->next_due(); due && *due < next) next = *due;
    now_ = next;
    if (next == end) break;
  }
  run_until_idle();
}

}  // namespace kotori::inline v0
