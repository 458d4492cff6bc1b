#include "kotori/async/epoll_loop.hpp"

#include "kotori/async/confined.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/signals.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/async/worker.hpp"

#include <algorithm>
#include <atomic>
#include <csignal>
#include <gtest/gtest.h>
#include <latch>
#include <sys/eventfd.h>
#include <unistd.h>

namespace kotori::inline v0 {
using namespace std::chrono_literals;

TEST(Loops, RunWhatOtherThreadsPostInTheOrderOfEach) {
  constexpr int posts = 20'000;
  Loops loops{1};
  std::vector<int> heard[2];
  {
    loops.start();
    auto post_all = [&](int who) {
      for (int i = 0; i < posts; ++i) loops[0].post([&heard, who, i] { heard[who].push_back(i); });
    };
    const std::jthread other{[&] { post_all(1); }};
    post_all(0);
  }
  loops.finish();
  for (const auto& one : heard) {
    ASSERT_EQ(one.size(), static_cast<std::size_t>(posts));
    EXPECT_TRUE(std::ranges::is_sorted(one));
  }
}

TEST(Loops, FinishOnlyWhenAllHaveBecomeQuiet) {
  Loops loops{3};
  std::atomic<int> hops = 0;
  std::function<void(std::size_t)> hop = [&](std::size_t at) {
    if (++hops < 1000) loops[(at + 1) % 3].post([&hop, at] { hop((at + 1) % 3); });
  };
  loops.start();
  loops[0].post([&] { hop(0); });
  loops.finish();
  EXPECT_EQ(hops, 1000);
}

TEST(Loops, FinishOnlyWhenWhatEndsATurnHasBecomeQuietToo) {
  struct Hop final : TurnEnd {
    void on_turn_end() override {
      to->post([this] { next(); });
    }
    Loop* to = nullptr;
    std::function<void()> next;
  };
  for (int i = 0; i < 200; ++i) {
    Loops loops{2};
    int hops = 0;
    Hop hop;
    hop.next = [&] {
      if (++hops == 100) return;
      hop.to = &loops[hops % 2];
      Loop::current()->at_turn_end(hop, 0);
    };
    loops.start();
    loops[0].post([&] { hop.next(); });
    loops.finish();
    ASSERT_EQ(hops, 100);
  }
}

TEST(Loops, CarryACallToAnotherLoopAndBack) {
  Loops loops{2};
  Confined<int> count{loops[1], 0};
  TaskGroup group;
  std::latch done{1};
  auto visit = [&]() -> Task<> {
    for (int i = 0; i < 1000; ++i) co_await count.run([&](int& value) { ++value; });
    EXPECT_EQ(Loop::current(), &loops[0]);
    EXPECT_EQ(co_await count.run([](int& value) { return value; }), 1000);
    done.count_down();
  };
  loops.start();
  loops[0].post([&] { group.spawn(visit()); });
  done.wait();
  loops.finish();
}

TEST(EpollLoop, WakesFromASleepOfItsOwn) {
  EpollLoop loop;
  TaskGroup group;
  auto nap = [&]() -> Task<> {
    EXPECT_TRUE(co_await sleep(1ms));
    loop.quit();
  };
  loop.post([&] { group.spawn(nap()); });
  loop.run();
}

/// How many turns it takes to wait 20 ms from when `prepare` has run; with a sleep, two or three.
template <class F> std::uint32_t turns_of_a_wait(Duration spin, F&& prepare) {
  EpollLoop loop{0, spin};
  TaskGroup group;
  std::uint32_t turns = 0;
  auto wait = [&]() -> Task<> {
    prepare(loop);
    const auto before = Loop::current()->turn();
    co_await sleep(20ms);
    turns = Loop::current()->turn() - before;
    loop.quit();
  };
  loop.post([&] { loop.post([&] { group.spawn(wait()); }); });
  loop.run();
  return turns;
}

TEST(EpollLoop, KnowsHowLongItWorkedAndDidNotWait) {
  EpollLoop loop;
  struct Quits final : Timer {
    explicit Quits(EpollLoop& its) : loop(its) {}
    void on_time() override { loop.quit(); }
    EpollLoop& loop;
  } quits{loop};
  const auto begun = loop.read_clock();
  loop.post([&] {
    const auto until = loop.read_clock() + 10ms;
    while (loop.read_clock() < until) continue;
    loop.arm(quits, loop.read_clock() - loop.now() + 100ms);
  });
  loop.run();
  EXPECT_GE(loop.busy_time(), 10ms);
  EXPECT_LE(loop.busy_time(), loop.read_clock() - begun - 1ms);
}

TEST(EpollLoop, SleepsWhenThereIsNothingToDo) {
  EXPECT_LE(turns_of_a_wait({}, [](auto&) {}), 3U);
}

TEST(EpollLoop, DoesNotSleepBeforeItIsToldTo) {
  EXPECT_GT(turns_of_a_wait({}, [](auto& loop) { loop.stay_awake_until(loop.now() + 10ms); }), 3U);
}

TEST(EpollLoop, SpinsWhereAPauseWasShort) {
  EXPECT_GT(turns_of_a_wait(10ms, [](auto&) {}), 3U);
}

TEST(EpollLoop, HearsWhatIsPostedWhileItSpins) {
  Loops loops{2, 1s};
  std::latch done{1};
  int hops = 0;
  std::function<void()> hop = [&] {
    if (++hops == 1000) return done.count_down();
    loops[static_cast<std::size_t>(hops) % 2].post([&] { hop(); });
  };
  loops.start();
  loops[0].post([&] { hop(); });
  done.wait();
  loops.finish();
  EXPECT_EQ(hops, 1000);
}

TEST(EpollLoop, TellsNothingToAWatcherThatWasForgottenInTheSameTurn) {
  struct Other final : Watcher {
    void on_ready(Readiness) override { ++told; }
    int told = 0;
  };
  struct First final : Watcher {
    void on_ready(Readiness) override { forget(); }
    std::function<void()> forget;
  };
  EpollLoop loop;
  const int first_fd = eventfd(1, 0);
  const int other_fd = eventfd(1, 0);
  First first;
  Other other;
  first.forget = [&] {
    loop.forget(other_fd, other);
    loop.quit();
  };
  loop.watch(first_fd, first);
  loop.watch(other_fd, other);
  loop.run();
  EXPECT_EQ(other.told, 0);
  loop.forget(first_fd, first);
  close(first_fd);
  close(other_fd);
}

TEST(Signals, BecomeACallOnTheLoop) {
  EpollLoop loop;
  Signals signals{SIGINT, SIGTERM};
  int heard = 0;
  signals.listen(loop, [&](int signal) {
    heard = signal;
    loop.quit();
  });
  loop.post([] { std::raise(SIGTERM); });
  loop.run();
  EXPECT_EQ(heard, SIGTERM);
}

TEST(WorkerThreads, FinishWhatIsQueuedBeforeTheyEnd) {
  std::atomic<int> done = 0;
  {
    WorkerThreads worker{2};
    for (int i = 0; i < 100; ++i) worker.post([&] { ++done; });
  }
  EXPECT_EQ(done, 100);
}

}  // namespace kotori::inline v0
