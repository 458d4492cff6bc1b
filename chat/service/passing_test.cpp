#include "chat/service/test_world.hpp"

#include <chrono>
#include <deque>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// What passes and is kept nowhere, or only as a mark.
namespace chat {
namespace {

using namespace std::chrono_literals;
using protocol::Heartbeat;
using protocol::ReadElsewhere;

const UserId ann{"a"}, bob{"b"};

struct Passes : testing::Test {
  Passes() {
    world.arrive(a, 0, ann);
    world.arrive(b, 1, bob);
    a.events.clear();
  }
  ~Passes() override {
    world.leave(a, 0);
    world.leave(b, 1);
  }
  void type(TestClient& client, std::size_t loop) {
    world.on(loop, [&] { client.visit->typing({"t", lobby}); });
  }
  void read(TestClient& client, std::size_t loop, std::uint64_t seq) {
    world.on(loop, [&] { client.visit->read({"r", lobby, {seq}}); });
  }
  TestWorld world;
  TestClient a, b;
};

}  // namespace

TEST_F(Passes, TellsWhoIsWritingAtOnceAndThenOnceASecond) {
  type(a, 0);
  EXPECT_EQ(b.heard(), "~user0");
  for (int i = 0; i < 10; ++i) type(a, 0);
  type(b, 1);
  EXPECT_EQ(b.heard(), "~user0");
  world.simulation.advance(1s);
  EXPECT_EQ(b.heard(), "~user0, ~user0~user1");
  world.simulation.advance(10s);
  EXPECT_EQ(b.heard(), "~user0, ~user0~user1");
  EXPECT_TRUE(a.answers.size() == 1U) << "typing is not answered";
}

TEST_F(Passes, TellsAPersonsOtherDevicesHowFarTheyHaveReadAndRemembersIt) {
  TestClient laptop;
  world.arrive(laptop, 2, ann, {"laptop"});
  for (int i = 0; i < 3; ++i) world.say(b, 1, std::to_string(i));
  read(a, 0, 1);
  read(a, 0, 2);
  world.simulation.advance(1s);
  EXPECT_EQ(laptop.told<ReadElsewhere>(), (std::vector{ReadElsewhere{lobby, {2}}}));
  EXPECT_TRUE(a.told<ReadElsewhere>().empty());
  EXPECT_TRUE(b.told<ReadElsewhere>().empty());
  world.leave(laptop, 2);
  world.arrive(laptop, 2, ann, {"laptop"});
  const auto lobby_state = laptop.all<protocol::Welcome>().at(1).rooms.at(0);
  EXPECT_EQ(lobby_state.read, Seq{2});
  EXPECT_EQ(lobby_state.unread, 1U);
  world.leave(laptop, 2);
}

TEST_F(Passes, LetsNobodyReadBackwardsNorBeyondWhatThereIs) {
  for (int i = 0; i < 3; ++i) world.say(b, 1, std::to_string(i));
  read(a, 0, 99);
  world.simulation.advance(1s);
  read(a, 0, 1);
  world.simulation.advance(1s);
  TestClient laptop;
  world.arrive(laptop, 2, ann, {"laptop"});
  EXPECT_EQ(laptop.all<protocol::Welcome>().at(0).rooms.at(0).read, Seq{3});
  world.leave(laptop, 2);
}

TEST_F(Passes, TellsEachConnectionEvery25SecondsHowFarItsRoomsAre) {
  world.say(b, 1, "1");
  world.simulation.advance(26s);
  EXPECT_EQ(a.told<Heartbeat>(), (std::vector{Heartbeat{{{lobby, {1}}}}}));
  world.simulation.advance(50s);
  EXPECT_EQ(a.told<Heartbeat>().size(), 3U);
}

TEST(ACrowd, IsCountedOnceASecondAndListedAgainWhenItIsSmall) {
  TestWorld world;
  std::deque<TestClient> clients(105);
  for (std::size_t i = 0; i < clients.size(); ++i) world.arrive(clients[i], i % 3, {"u" + std::to_string(1000 + i)});
  auto& first = clients.front();
  EXPECT_EQ(first.events.size(), 99U);
  first.events.clear();
  world.simulation.advance(1s);
  EXPECT_EQ(first.heard(), "105 are here");
  EXPECT_EQ(clients.back().told<protocol::CaughtUp>().at(0).here.size(), 100U);
  EXPECT_EQ(clients.back().told<protocol::CaughtUp>().at(0).count, 105U);
  first.events.clear();
  for (std::size_t i = 100; i < 105; ++i) world.leave(clients[i], i % 3);
  world.simulation.advance(1s);
  ASSERT_EQ(first.events.size(), 1U);
  EXPECT_EQ(std::get<protocol::Crowd>(first.events.at(0)).here->size(), 100U);
  first.events.clear();
  world.leave(clients[99], 0);
  EXPECT_EQ(first.heard(), "-user99");
  for (std::size_t i = 0; i < 99; ++i) world.leave(clients[i], i % 3);
}

}  // namespace chat
