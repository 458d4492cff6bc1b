#include "kotori/async/loop.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>

namespace kotori::inline v0 {
namespace {
thread_local Loop* current_loop = nullptr;
constexpr std::size_t scratch_bytes = 256 * 1024;
}  // namespace

Loop* Loop::current() noexcept { return current_loop; }

Loop::AsCurrent::AsCurrent(Loop& loop) : before(current_loop) { current_loop = &loop; }
Loop::AsCurrent::~AsCurrent() { current_loop = before; }

void Loop::post(Job job) {
  bool first = false;
  {
    const std::lock_guard lock{posted_mutex_};
    first = posted_.empty();
    posted_.push_back(std::move(job));
  }
  if (first && current_loop != this) wake();
}

bool Loop::has_work() {
  if (!ready_.empty()) return true;
  for (const auto& hooks : turn_ends_)
    if (!hooks.empty()) return true;
  if (auto due = next_due(); due && *due <= now_) return true;
  const std::lock_guard lock{posted_mutex_};
  return !posted_.empty();
}

void Loop::run_ready() {
  // Those that the resumed ones wake are appended, and run in the same pass.
  for (std::size_t i = 0; i < ready_.size(); ++i) ready_[i].resume();
  ready_.clear();
}

void Loop::run_posted() {
  std::vector<Job> jobs;
  {
    const std::lock_guard lock{posted_mutex_};
    jobs.swap(posted_);
  }
  for (auto& job : jobs) {
    ++posts_run_;
    job();
    run_ready();
  }
}

void Loop::run_timers() {
  timers_.fire(now_);
  sleeps_.fire(stopped_at_ ? Instant::max() : now_);
  run_ready();
}

std::optional<Instant> Loop::next_due() const {
  std::optional<Instant> due;
  for (const auto* heap : {&timers_, &sleeps_})
    if (!heap->empty()) due = due ? std::min(*due, heap->earliest()) : heap->earliest();
  return due;
}

void Loop::arm_until_stop(Timer& timer, Duration from_now) { sleeps_.arm(timer, stopped_at_ ? now_ : after(from_now)); }

Instant Loop::after(Duration duration) const {
  return duration < Instant::max() - now_ ? now_ + duration : Instant::max();
}

void Loop::stop_waiting() {
  if (!stopped_at_) stopped_at_ = now_;
  sleeps_.fire(Instant::max());
}

void Loop::at_turn_end(TurnEnd& hook, unsigned stage) {
  assert(stage < stages);
  if (hook.waiting_on_) return;
  hook.waiting_on_ = this;
  hook.stage_ = stage;
  hook.place_ = static_cast<unsigned>(turn_ends_[stage].size());
  turn_ends_[stage].push_back(&hook);
}

std::size_t Loop::next_local_place() {
  static std::atomic<std::size_t> next = 0;
  return next++;
}

void Loop::end_turn() {
  for (auto& hooks : turn_ends_) {
    for (std::size_t i = 0; i < hooks.size(); ++i) {
      if (!hooks[i]) continue;
      auto& hook = *hooks[i];
      hook.waiting_on_ = nullptr;
      hook.on_turn_end();
    }
    hooks.clear();
  }
  ++turn_;
}

void TurnEnd::withdraw() {
  if (!waiting_on_) return;
  waiting_on_->turn_ends_[stage_][place_] = nullptr;
  waiting_on_ = nullptr;
}

std::span<char> Loop::scratch() {
  if (scratch_.empty()) scratch_.resize(scratch_bytes);
  return scratch_;
}

}  // namespace kotori::inline v0
