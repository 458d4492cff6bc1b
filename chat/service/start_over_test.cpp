#include "chat/service/start_over.hpp"

#include "chat/service/test_world.hpp"
#include "kotori/async/sleep.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <utility>

/// The log has become another one.
namespace chat {
namespace {

using protocol::RefusalCode;
using protocol::Refused;
using protocol::Welcome;

const UserId ann{"a"}, bob{"b"};

struct AChangedLog : testing::Test {
  AChangedLog() {
    world.arrive(a, 0, ann);
    world.arrive(b, 1, bob);
  }
  ~AChangedLog() override {
    if (a.visit) world.leave(a, 0);
    if (b.visit) world.leave(b, 1);
  }
  void fail_over(std::string next) {
    world.log.fail_over({std::move(next)});
    world.simulation.run_until_idle();
  }
  TestWorld world;
  TestClient a, b;
};

}  // namespace

TEST_F(AChangedLog, IsAdoptedWhenEverybodyHasGone) {
  fail_over("second");
  EXPECT_EQ(a.turned_away, TurnedAway::not_now);
  EXPECT_EQ(b.turned_away, TurnedAway::not_now);
  world.leave(a, 0);
  EXPECT_EQ(world.log.epoch(), Epoch{"test"});
  world.leave(b, 1);
  EXPECT_EQ(world.log.epoch(), Epoch{"second"});
  world.arrive(a, 0, ann);
  EXPECT_EQ(a.all<Welcome>().at(1).epoch, Epoch{"second"});
}

TEST_F(AChangedLog, LetsNobodyInUntilItIsAdopted) {
  fail_over("second");
  world.leave(a, 0);
  world.arrive(a, 0, ann);
  EXPECT_EQ(a.visit, nullptr);
  EXPECT_EQ(a.all<Refused>().at(0).code, RefusalCode::unavailable);
  EXPECT_TRUE(a.all<Refused>().at(0).retryable);
}

TEST_F(AChangedLog, IsReadAnewForEveryRoom) {
  for (const auto* id : {"1", "2", "3"}) world.say(a, 0, id);
  const auto read = world.log.rooms_read;
  fail_over("second");
  world.leave(a, 0);
  world.leave(b, 1);
  world.arrive(a, 0, ann);
  EXPECT_EQ(world.log.rooms_read, read + 1);
}

TEST_F(AChangedLog, MayChangeAgainBeforeItIsAdoptedAndAfter) {
  fail_over("second");
  fail_over("third");
  world.leave(a, 0);
  world.leave(b, 1);
  EXPECT_EQ(world.log.epoch(), Epoch{"third"});
  EXPECT_EQ(world.log.adopted, 1U);
  world.arrive(a, 0, ann);
  fail_over("fourth");
  world.leave(a, 0);
  EXPECT_EQ(world.log.epoch(), Epoch{"fourth"});
}

// Whoever is on their way in holds what the old log said of them.
TEST(ALogThatChanges, AmongArrivalsIsAdoptedWhenNoneOfThemHoldsTheOldOne) {
  for (std::uint64_t seed = 1; seed <= 100; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    world.log.record_delay = seed % 6;
    std::array<TestClient, 12> clients;
    const auto some_turns = [&]() -> kotori::Task<> {
      for (auto turns = world.simulation.draw(16); turns > 0; --turns) co_await kotori::next_turn();
    };
    const auto come = [&](TestClient& client, UserId user) -> kotori::Task<> {
      co_await some_turns();
      co_await world.arriving(client, std::move(user));
      while (client.visit && !client.turned_away && world.log.epoch() != Epoch{"second"}) co_await kotori::next_turn();
      if (client.turned_away) client.visit.reset();
    };
    const auto change = [&]() -> kotori::Task<> {
      co_await some_turns();
      world.log.fail_over({"second"});
    };
    for (std::size_t i = 0; i < clients.size(); ++i)
      world.simulation.loop(i % 3).post(
          [&, i] { world.tasks.spawn(come(clients.at(i), {std::string(1, static_cast<char>('a' + i))})); });
    world.simulation.loop(0).post([&] { world.tasks.spawn(change()); });
    world.simulation.run_until_idle();
    ASSERT_EQ(world.log.epoch(), Epoch{"second"});
    for (std::size_t i = 0; i < clients.size(); ++i) {
      auto& client = clients.at(i);
      if (!client.visit) continue;
      EXPECT_EQ(client.all<Welcome>().at(0).epoch, Epoch{"second"}) << "who was not turned away is of the new one";
      world.leave(client, i % 3);
    }
  }
}

}  // namespace chat
