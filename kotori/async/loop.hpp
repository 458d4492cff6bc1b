#pragma once
#include "kotori/async/timer.hpp"
#include "kotori/base/clock.hpp"

#include <algorithm>
#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace kotori::inline v0 {

using Job = std::move_only_function<void()>;

class Loop;

/// Something to do once when the loop's current turn ends: how many small sends become one write.
class TurnEnd {
 public:
  TurnEnd() = default;
  TurnEnd(const TurnEnd&) = delete;
  TurnEnd& operator=(const TurnEnd&) = delete;
  /// Withdraws it if it still waits.
  void withdraw();

 protected:
  ~TurnEnd() { withdraw(); }

 private:
  friend class Loop;
  virtual void on_turn_end() = 0;
  Loop* waiting_on_ = nullptr;
  unsigned stage_ = 0;
  unsigned place_ = 0;
};

/// Runs coroutines, timers and posted jobs, one turn after another, on one thread at a time. Nothing that runs here may
/// block. EpollLoop runs for real; SimulatedLoop runs by a virtual clock. Unless said otherwise, call members on the
/// loop.
///
/// A turn: what became readable or writable, what was posted, what is due; each followed by the coroutines it woke;
/// then the turn ends, stage by stage.
class Loop {
 public:
  explicit Loop(unsigned index = 0) : index_(index) {}
  Loop(const Loop&) = delete;
  Loop& operator=(const Loop&) = delete;
  virtual ~Loop() = default;

  /// The loop whose turn runs on this thread now, or null. Ownership asserts ask this, never the thread.
  static Loop* current() noexcept;

  /// Its place among its siblings: 0, 1, ...
  unsigned index() const { return index_; }

  /// The time of this turn, read once a turn.
  Instant now() const { return now_; }
  /// The time as it is, for measuring what takes long within a turn.
  virtual Instant read_clock() = 0;

  /// The number of this turn.
  std::uint32_t turn() const { return turn_; }

  /// Runs `job` in a later turn. Any thread may call it; jobs of one thread run in the order it posted them.
  void post(Job job);

  /// Resumes `waiting` within this turn, never inside the call.
  void resume_soon(std::coroutine_handle<> waiting) { ready_.push_back(waiting); }

  void arm(Timer& timer, Duration from_now) { timers_.arm(timer, after(from_now)); }

  /// Like arm, but stop_waiting() makes it fire at once.
  void arm_until_stop(Timer& timer, Duration from_now);

  /// Until then turns follow one another without sleep: for who waits for less than it takes to wake up.
  void stay_awake_until(Instant until) { awake_until_ = std::max(awake_until_, until); }

  /// Stage 0 ends audiences' batches, stage 1 flushes outboxes, which those batches may have filled.
  void at_turn_end(TurnEnd& hook, unsigned stage);

  /// The one read buffer that everything on this loop shares: use it and be done before you return or wait.
  std::span<char> scratch();

  /// The loop's own T, made with T{loop} when first asked for; it lives as long as the loop.
  template <class T> T& local() {
    const auto place = local_place<T>();
    if (locals_.size() <= place) locals_.resize(place + 1);
    if (!locals_[place]) locals_[place] = std::make_shared<T>(*this);
    return *static_cast<T*>(locals_[place].get());
  }

  /// Lets all sleeps return now, and those that begin later at once. Called on the loop when its program stops.
  void stop_waiting();
  bool stopping() const { return stopped_at_.has_value(); }
  /// When it began to; the end of time while it does not.
  Instant stopping_since() const { return stopped_at_.value_or(Instant::max()); }

  /// How many posted jobs have begun: equal figures mean that nothing was posted in between.
  std::size_t posts_run() const { return posts_run_; }

 protected:
  /// Tells a loop that sleeps in another thread that something was posted.
  virtual void wake() = 0;

  /// Makes a loop the current one of its thread while it exists.
  struct AsCurrent {
    explicit AsCurrent(Loop& loop);
    ~AsCurrent();
    Loop* before;
  };
  void set_now(Instant now) { now_ = now; }
  /// True when a turn would find something to do without waiting.
  bool has_work();
  void run_ready();
  void run_posted();
  void run_timers();
  void end_turn();
  /// Lets go of what local() made, while everything that it may use is still there.
  void drop_locals() { locals_.clear(); }

  bool stays_awake() const { return now_ < awake_until_; }

  /// When the next timer is due; empty when none is armed.
  std::optional<Instant> next_due() const;

 private:
  friend class TurnEnd;
  static constexpr unsigned stages = 2;

  /// The end of time when it would be behind that.
  Instant after(Duration duration) const;

  static std::size_t next_local_place();
  template <class T> static std::size_t local_place() {
    static const auto place = next_local_place();
    return place;
  }

  unsigned index_;
  Instant now_{};
  std::uint32_t turn_ = 0;
  Instant awake_until_{};
  std::optional<Instant> stopped_at_;
  std::vector<std::coroutine_handle<>> ready_;
  std::vector<TurnEnd*> turn_ends_[stages];
  TimerHeap timers_;
  TimerHeap sleeps_;
  std::vector<char> scratch_;
  std::size_t posts_run_ = 0;
  std::vector<std::shared_ptr<void>> locals_;

  std::mutex posted_mutex_;
  std::vector<Job> posted_;
};

}  // namespace kotori::inline v0
