#include "chat/service/test_world.hpp"
#include "kotori/async/sleep.hpp"

#include <chrono>
#include <gtest/gtest.h>

/// One machine: what several nodes need is not done, and what it mends comes for nothing.
namespace chat {
namespace {

using namespace std::chrono_literals;

const UserId ann{"a"}, bob{"b"};
const RoomName garden{"garden"};

}  // namespace

TEST(Alone, NothingIsAskedOrPublishedWhileNobodyDoesAnything) {
  TestWorld world;
  TestClient a, b;
  world.arrive(a, 0, ann);
  world.arrive(b, 1, bob);
  world.obey(a, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
  world.obey(b, 1, protocol::JoinRoom{"join", garden, {"join"}});
  const auto& log = world.log;
  const auto reads = log.pages_read + log.rooms_read + log.heads_read + log.admitted;
  const auto published = world.bus.published;
  EXPECT_EQ(published, 2U) << "a hint for each fact";
  EXPECT_EQ(log.heads_read, 0U);
  world.on(0, [&] { a.visit->typing({"t", garden}); });
  world.on(0, [&] { a.visit->read({"r", garden, {1}}); });
  world.simulation.advance(10min);
  EXPECT_EQ(log.pages_read + log.rooms_read + log.heads_read + log.admitted, reads);
  EXPECT_EQ(world.bus.published, published);
  world.leave(a, 0);
  world.leave(b, 1);
}

// Whatever comes first: the join on the one device or the welcome on the other.
TEST(Alone, WhoArrivesWhileTheyJoinOnAnotherDeviceLearnsOfIt) {
  bool meanwhile = false;
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    world.log.record_delay = seed % 4;
    TestClient a, b, laptop;
    world.arrive(a, 0, ann);
    world.obey(a, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
    world.arrive(b, 1, bob);
    const auto join = [&]() -> kotori::Task<> {
      for (auto turns = world.simulation.draw(8); turns > 0; --turns) co_await kotori::next_turn();
      co_await b.visit->obey(protocol::JoinRoom{"join", garden, {"join"}});
    };
    world.simulation.loop(1).post([&] { world.tasks.spawn(join()); });
    world.simulation.loop(2).post([&] { world.tasks.spawn(world.arriving(laptop, bob, {"laptop"})); });
    world.simulation.run_until_idle();
    const auto welcome = laptop.all<protocol::Welcome>().at(0);
    const auto told = laptop.told<protocol::MembershipElsewhere>();
    if (welcome.rooms.size() == 2) {
      EXPECT_EQ(laptop.told<protocol::CaughtUp>().size(), 2U);
      for (const auto& each : told) EXPECT_TRUE(each.member);
    } else {
      meanwhile = true;
      EXPECT_EQ(told, (std::vector{protocol::MembershipElsewhere{garden, true}}));
    }
    world.leave(a, 0);
    world.leave(b, 1);
    world.leave(laptop, 2);
  }
  EXPECT_TRUE(meanwhile);
}

}  // namespace chat
