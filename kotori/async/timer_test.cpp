#include "kotori/async/timer.hpp"

#include <algorithm>
#include <deque>
#include <gtest/gtest.h>
#include <random>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

struct Note final : Timer {
  explicit Note(std::vector<int>& to, int name) : story(to), mark(name) {}
  void on_time() override { story.push_back(mark); }
  std::vector<int>& story;
  int mark;
};
}  // namespace

TEST(TimerHeap, FiresInOrderOfTimeAndThenOfArming) {
  std::mt19937 random{7};
  TimerHeap heap;
  std::vector<int> fired;
  std::deque<Note> notes;
  std::vector<std::pair<int, int>> expected;
  for (int i = 0; i < 500; ++i) {
    const int due = static_cast<int>(random() % 50);
    heap.arm(notes.emplace_back(fired, i), Instant{due * 1ms});
    expected.emplace_back(due, i);
  }
  for (std::size_t i = 0; i < notes.size(); i += 3) notes[i].disarm();
  std::erase_if(expected, [](const auto& entry) { return entry.second % 3 == 0; });
  std::ranges::sort(expected);

  heap.fire(Instant{50ms});

  std::vector<int> wanted;
  for (const auto& [due, name] : expected) wanted.push_back(name);
  EXPECT_EQ(fired, wanted);
  EXPECT_TRUE(heap.empty());
}

TEST(TimerHeap, ForgetsATimerThatIsDestroyed) {
  TimerHeap heap;
  std::vector<int> fired;
  {
    Note note{fired, 1};
    heap.arm(note, Instant{1ms});
  }
  heap.fire(Instant{2ms});
  EXPECT_TRUE(fired.empty());
}

TEST(TimerHeap, ArmsAnewWhatIsArmedTwice) {
  TimerHeap heap;
  std::vector<int> fired;
  Note note{fired, 1};
  heap.arm(note, Instant{1ms});
  heap.arm(note, Instant{5ms});
  heap.fire(Instant{4ms});
  EXPECT_TRUE(fired.empty());
  heap.fire(Instant{5ms});
  EXPECT_EQ(fired.size(), 1U);
}

TEST(TimerHeap, LetsATimerThatRearmsItselfWaitForTheNextTime) {
  struct Ticker final : Timer {
    explicit Ticker(TimerHeap& on) : heap(on) {}
    void on_time() override {
      ++ticks;
      heap.arm(*this, Instant{1ms});
    }
    TimerHeap& heap;
    int ticks = 0;
  };
  TimerHeap heap;
  Ticker ticker{heap};
  heap.arm(ticker, Instant{1ms});
  heap.fire(Instant{1ms});
  EXPECT_EQ(ticker.ticks, 1);
}

}  // namespace kotori::inline v0
