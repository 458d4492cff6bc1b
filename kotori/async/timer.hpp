#pragma once
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <vector>

namespace kotori::inline v0 {

class TimerHeap;

/// Something that happens once at a time to come. Armed and disarmed on one loop, any number of times, without
/// allocating; destroying it disarms it.
class Timer {
 public:
  Timer() = default;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  bool armed() const { return heap_ != nullptr; }
  /// When, if it is armed.
  Instant due() const;
  void disarm();

 protected:
  ~Timer() { disarm(); }

 private:
  friend class TimerHeap;
  virtual void on_time() = 0;

  TimerHeap* heap_ = nullptr;
  std::size_t place_ = 0;
};

/// The timers of one loop, the earliest on top. Timers due at the same instant fire in the order they were armed.
class TimerHeap {
 public:
  TimerHeap() = default;
  TimerHeap(const TimerHeap&) = delete;
  TimerHeap& operator=(const TimerHeap&) = delete;
  ~TimerHeap();

  void arm(Timer& timer, Instant due);
  bool empty() const { return heap_.empty(); }
  Instant earliest() const { return heap_.front().due; }

  /// Fires all that is due at `now`; what a timer arms meanwhile for `now` waits for the next call.
  void fire(Instant now);

 private:
  friend class Timer;
  struct Entry {
    Instant due;
    unsigned long long order;
    Timer* timer;
    bool before(const Entry& other) const { return due != other.due ? due < other.due : order < other.order; }
  };
  void disarm(Timer& timer);
  void put(std::size_t place, Entry entry);
  void sift_up(std::size_t place);
  void sift_down(std::size_t place);

  std::vector<Entry> heap_;
  unsigned long long armed_so_far_ = 0;
};

inline Instant Timer::due() const { return heap_->heap_[place_].due; }

inline void Timer::disarm() {
  if (heap_) heap_->disarm(*this);
}

}  // namespace kotori::inline v0
