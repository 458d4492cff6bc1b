#include "kotori/async/confined.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

Task<int> seven() { co_return 7; }
Task<std::string> failing() {
  throw std::runtime_error("no");
  co_return "";
}
Task<int> sum_to(int n) {
  int sum = 0;
  for (int i = 0; i < n; ++i) sum += co_await seven();
  co_return sum;
}
}  // namespace

TEST(Task, HandsItsResultToWhoAwaitsIt) {
  Simulation simulation;
  EXPECT_EQ(simulation.run(sum_to(3)), 21);
}

TEST(Task, HandsItsExceptionToWhoAwaitsIt) {
  Simulation simulation;
  EXPECT_THROW(simulation.run(failing()), std::runtime_error);
}

TEST(Task, DoesNotStartBeforeItIsAwaited) {
  bool started = false;
  auto mark = [&]() -> Task<> {
    started = true;
    co_return;
  };
  auto task = mark();
  EXPECT_FALSE(started);
}

TEST(Task, AwaitsAMillionReadyTasksOnOneStack) {
  Simulation simulation;
  EXPECT_EQ(simulation.run(sum_to(1'000'000)), 7'000'000);
}

TEST(Sleep, EndsWhenTheClockHasBeenTurnedThatFar) {
  Simulation simulation;
  std::vector<int> woken;
  TaskGroup group;
  auto nap = [&](int name, Duration duration) -> Task<> {
    EXPECT_TRUE(co_await sleep(duration));
    woken.push_back(name);
  };
  simulation.run_on(simulation.loop(), [&] {
    group.spawn(nap(2, 2s));
    group.spawn(nap(1, 1s));
    group.spawn(nap(3, 2s));
  });
  simulation.advance(1s - 1ns);
  EXPECT_TRUE(woken.empty());
  simulation.advance(1ns);
  EXPECT_EQ(woken, (std::vector{1}));
  simulation.advance(1s);
  EXPECT_EQ(woken, (std::vector{1, 2, 3}));
}

TEST(Sleep, MayBeForAsLongAsThereIs) {
  Simulation simulation;
  simulation.advance(1s);
  bool woken = false;
  TaskGroup group;
  auto nap = [&]() -> Task<> {
    co_await sleep(Duration::max());
    woken = true;
  };
  simulation.run_on(simulation.loop(), [&] { group.spawn(nap()); });
  simulation.advance(1h);
  EXPECT_FALSE(woken);
  simulation.run_on(simulation.loop(), [&] { simulation.loop().stop_waiting(); });
  EXPECT_TRUE(woken);
}

TEST(Sleep, EndsAtOnceWhenTheLoopStopsAndSaysSo) {
  Simulation simulation;
  std::vector<bool> whole;
  TaskGroup group;
  auto nap = [&]() -> Task<> {
    whole.push_back(co_await sleep(1h));
    whole.push_back(co_await sleep(1h));
  };
  simulation.run_on(simulation.loop(), [&] { group.spawn(nap()); });
  simulation.run_on(simulation.loop(), [&] { simulation.loop().stop_waiting(); });
  EXPECT_EQ(whole, (std::vector{false, false}));
}

TEST(TaskGroup, JoinsWhenItsLastTaskHasEnded) {
  Simulation simulation;
  std::string story;
  auto whole = [&]() -> Task<> {
    TaskGroup group;
    auto nap = [&](Duration duration) -> Task<> {
      co_await sleep(duration);
      story += "woke ";
    };
    group.spawn(nap(1s));
    group.spawn(nap(2s));
    co_await group.join();
    story += "joined";
  };
  TaskGroup outer;
  simulation.run_on(simulation.loop(), [&] { outer.spawn(whole()); });
  simulation.advance(1s);
  EXPECT_EQ(story, "woke ");
  simulation.advance(1s);
  EXPECT_EQ(story, "woke woke joined");
}

TEST(TaskGroup, JoinsWithinATimeOrNot) {
  Simulation simulation;
  TaskGroup group, waiting;
  auto last = [](Duration for_so_long) -> Task<> { co_await sleep(for_so_long); };
  auto join = [&](std::optional<bool>& joined, Duration at_most) -> Task<> {
    joined = co_await group.join_within(at_most);
  };
  const auto joins = [&](Duration lasts, Duration at_most) {
    std::optional<bool> joined;
    simulation.run_on(simulation.loop(), [&] {
      group.spawn(last(lasts));
      waiting.spawn(join(joined, at_most));
    });
    simulation.advance(std::min(lasts, at_most) - 1ms);
    EXPECT_FALSE(joined);
    simulation.advance(1ms);
    const bool answer = joined.value();
    simulation.advance(lasts);
    return answer;
  };
  EXPECT_TRUE(joins(2s, 3s));
  EXPECT_FALSE(joins(3s, 2s));
  EXPECT_EQ(group.size() + waiting.size(), 0U);
}

TEST(TaskGroup, MayNotDieBeforeItsTasks) {
  auto forgetful = [] {
    Simulation simulation;
    auto wait = [&]() -> Task<> { co_await sleep(1h); };
    TaskGroup group;
    simulation.run_on(simulation.loop(), [&] { group.spawn(wait()); });
  };
  EXPECT_DEATH(forgetful(), "join a TaskGroup");
}

TEST(TaskGroup, HearsOfATaskThatThrew) {
  Simulation simulation;
  int failures = 0;
  TaskGroup group{[&](const std::exception_ptr&) { ++failures; }};
  auto fail = []() -> Task<> { co_await failing(); };
  simulation.run_on(simulation.loop(), [&] { group.spawn(fail()); });
  EXPECT_EQ(failures, 1);
  EXPECT_EQ(group.size(), 0U);
}

TEST(Confined, IsReachedFromAnotherLoopAndOnlyTouchedOnItsOwn) {
  Simulation simulation{1, 2};
  Confined<int> count{simulation.loop(1), 40};
  auto ask = [&]() -> Task<int> {
    co_return co_await count.run([&](int& value) {
      EXPECT_EQ(Loop::current(), &simulation.loop(1));
      return value += 2;
    });
  };
  EXPECT_EQ(simulation.run(ask()), 42);
}

TEST(Confined, IsReachedFromItsOwnLoopWithoutWaiting) {
  Simulation simulation;
  Confined<int> count{simulation.loop(), 1};
  bool done = false;
  TaskGroup group;
  auto ask = [&]() -> Task<> {
    co_await count.run([](int& value) { ++value; });
    done = true;
  };
  simulation.run_on(simulation.loop(), [&] {
    group.spawn(ask());
    EXPECT_TRUE(done);
  });
}

TEST(Worker, RunsAwayFromTheLoopAndAnswersOnIt) {
  Simulation simulation;
  auto ask = [&]() -> Task<std::string> {
    auto answer = co_await simulation.worker().run([] {
      EXPECT_EQ(Loop::current(), nullptr);
      return std::string{"slow"};
    });
    EXPECT_EQ(Loop::current(), &simulation.loop());
    co_return answer;
  };
  EXPECT_EQ(simulation.run(ask()), "slow");
}

TEST(Worker, HandsItsExceptionBack) {
  Simulation simulation;
  auto ask = [&]() -> Task<int> {
    co_return co_await simulation.worker().run([]() -> int { throw std::runtime_error("disk"); });
  };
  EXPECT_THROW(simulation.run(ask()), std::runtime_error);
}

TEST(Simulation, RepeatsARunOfTheSameSeed) {
  auto story = [](std::uint64_t seed) {
    Simulation simulation{seed, 4};
    std::string heard;
    for (std::size_t i = 0; i < 4; ++i)
      for (char step = 'a'; step < 'e'; ++step)
        simulation.loop(i).post([&heard, &loop = simulation.loop(i), i, step] {
          loop.post([&heard, i, step] { (heard += static_cast<char>('0' + i)) += step; });
        });
    simulation.run_until_idle();
    return heard;
  };
  EXPECT_EQ(story(3), story(3));
  EXPECT_NE(story(3), story(4));
}

TEST(Simulation, SaysWhenATaskWaitsForEver) {
  Simulation simulation;
  auto wait = [&]() -> Task<> { co_await sleep(1h); };
  EXPECT_THROW(simulation.run(wait()), std::logic_error);
}

TEST(TurnEnd, RunsOnceATurnStageByStage) {
  struct Hook final : TurnEnd {
    explicit Hook(std::string& to, char name) : story(to), mark(name) {}
    void on_turn_end() override { story += mark; }
    std::string& story;
    char mark;
  };
  Simulation simulation;
  std::string story;
  Hook late{story, 'L'}, early{story, 'E'}, withdrawn{story, 'W'};
  auto& loop = simulation.loop();
  simulation.run_on(loop, [&] {
    loop.at_turn_end(late, 1);
    loop.at_turn_end(early, 0);
    loop.at_turn_end(early, 0);
    loop.at_turn_end(withdrawn, 1);
    withdrawn.withdraw();
  });
  EXPECT_EQ(story, "EL");
}

}  // namespace kotori::inline v0
