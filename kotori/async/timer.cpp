#include "kotori/async/timer.hpp"

#include <utility>

namespace kotori::inline v0 {

TimerHeap::~TimerHeap() {
  for (auto& entry : heap_) entry.timer->heap_ = nullptr;
}

void TimerHeap::arm(Timer& timer, Instant due) {
  timer.disarm();
  timer.heap_ = this;
  heap_.emplace_back();
  put(heap_.size() - 1, {due, armed_so_far_++, &timer});
  sift_up(heap_.size() - 1);
}

void TimerHeap::disarm(Timer& timer) {
  const auto place = timer.place_;
  timer.heap_ = nullptr;
  const auto last = heap_.back();
  heap_.pop_back();
  if (place == heap_.size()) return;
  put(place, last);
  sift_up(place);
  sift_down(place);
}

void TimerHeap::fire(Instant now) {
  const auto armed_before = armed_so_far_;
  while (!heap_.empty() && heap_.front().due <= now && heap_.front().order < armed_before) {
    auto& timer = *heap_.front().timer;
    disarm(timer);
    timer.on_time();
  }
}

void TimerHeap::put(std::size_t place, Entry entry) {
  heap_[place] = entry;
  entry.timer->place_ = place;
}

void TimerHeap::sift_up(std::size_t place) {
  const auto moving = heap_[place];
  while (place > 0) {
    const auto parent = (place - 1) / 2;
    if (!moving.before(heap_[parent])) break;
    put(place, heap_[parent]);
    place = parent;
  }
  put(place, moving);
}

void TimerHeap::sift_down(std::size_t place) {
  const auto moving = heap_[place];
  for (;;) {
    auto child = 2 * place + 1;
    if (child >= heap_.size()) break;
    if (child + 1 < heap_.size() && heap_[child + 1].before(heap_[child])) ++child;
    if (!heap_[child].before(moving)) break;
    put(place, heap_[child]);
    place = child;
  }
  put(place, moving);
}

}  // namespace kotori::inline v0
