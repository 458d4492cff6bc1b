#include "chat/service/test_cluster.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// Who is here, on several nodes.
namespace chat {
namespace {

using namespace std::chrono_literals;
using protocol::CaughtUp;
using testing::ElementsAre;

const UserId ann{"a"}, bob{"b"};

/// Ann is in the lobby by the first of three nodes, and has heard nothing yet.
struct Rostered : testing::Test {
  Rostered() { cluster.arrive(cluster.node(0), a, 0, ann); }
  ~Rostered() override {
    for (auto* client : {&a, &b, &c})
      if (client->visit) cluster.leave(*client, client == &a ? 0 : client == &b ? 1 : 2);
  }
  void come_to_the_second(TestClient& client, std::size_t loop, const UserId& user) {
    cluster.arrive(cluster.node(1), client, loop, user, {std::to_string(loop)});
  }
  std::vector<Person> people_here(TestClient& client, std::size_t loop) {
    std::vector<Person> people;
    const auto ask = [&]() -> kotori::Task<> { people = co_await client.visit->who(lobby); };
    cluster.run(loop, ask());
    return people;
  }
  TestCluster cluster{3};
  TestClient a, b, c;
};

}  // namespace

TEST_F(Rostered, PeopleOfOtherNodesAreHereAndGoneOnce) {
  come_to_the_second(b, 1, bob);
  EXPECT_EQ(a.heard(), "+user1");
  cluster.simulation.advance(1s);
  EXPECT_EQ(b.heard(), "+user0");
  cluster.arrive(cluster.node(2), c, 2, bob, {"laptop"});
  cluster.simulation.advance(1s);
  cluster.leave(b, 1);
  cluster.simulation.advance(1s);
  EXPECT_EQ(a.heard(), "+user1");
  cluster.leave(c, 2);
  cluster.simulation.advance(1s);
  EXPECT_EQ(a.heard(), "+user1, -user1");
}

TEST_F(Rostered, ArePublishedAtOnceWhenItIsQuietAndElseOnceASecond) {
  cluster.simulation.advance(5s);
  cluster.wire.told.clear();
  for (int i = 0; i < 3; ++i) {
    cluster.arrive(cluster.node(0), b, 1, bob);
    cluster.leave(b, 1);
  }
  EXPECT_EQ(cluster.wire.count<Roster>(), 1U);
  cluster.simulation.advance(1s);
  EXPECT_EQ(cluster.wire.count<Roster>(), 2U);
  EXPECT_EQ(std::get<Roster>(cluster.wire.told.back()).count, 1U);
}

TEST_F(Rostered, AreToldWithin15SecondsToWhoMissedThem) {
  cluster.wire.dead = true;
  come_to_the_second(b, 1, bob);
  cluster.wire.dead = false;
  EXPECT_EQ(a.heard(), "");
  cluster.simulation.advance(15s);
  EXPECT_EQ(a.heard(), "+user1");
  EXPECT_EQ(b.heard(), "+user0");
}

TEST_F(Rostered, AreNotToldAgainWhereNobodyElseIs) {
  cluster.simulation.advance(2s);
  cluster.wire.told.clear();
  cluster.simulation.advance(10min);
  EXPECT_EQ(cluster.wire.count<Roster>() + cluster.wire.count<RosterWanted>(), 0U);
  EXPECT_EQ(cluster.wire.count<AloneIn>(), 40U);
}

TEST_F(Rostered, AreFoundHoweverLongAgoTheyWereLost) {
  cluster.wire.dead = true;
  come_to_the_second(b, 1, bob);
  cluster.simulation.advance(10min);
  cluster.wire.dead = false;
  EXPECT_EQ(a.heard() + b.heard(), "");
  cluster.simulation.advance(15s);
  EXPECT_EQ(a.heard(), "+user1");
  EXPECT_EQ(b.heard(), "+user0");
  cluster.wire.told.clear();
  cluster.simulation.advance(1min);
  EXPECT_EQ(cluster.wire.count<Roster>(), 8U);
  EXPECT_EQ(cluster.wire.count<AloneIn>(), 0U);
}

TEST_F(Rostered, AreFoundInEveryRoomOfAllLoops) {
  come_to_the_second(b, 1, bob);
  for (int i = 0; i < 9; ++i) {
    const RoomName room{"room " + std::to_string(i)};
    cluster.obey(a, 0, protocol::OpenRoom{"open", room, {"open" + room.value}, {}});
    cluster.wire.dead = true;
    cluster.obey(b, 1, protocol::JoinRoom{"join", room, {"join" + room.value}});
    cluster.wire.dead = false;
  }
  cluster.simulation.advance(1s);
  const auto known = [](const TestClient& client) {
    return std::ranges::count_if(client.events, [](const auto& event) {
      const auto* here = std::get_if<protocol::Here>(&event);
      return here && here->room != lobby;
    });
  };
  EXPECT_EQ(known(a) + known(b), 0);
  cluster.simulation.advance(16s);
  EXPECT_EQ(known(a), 9);
  EXPECT_EQ(known(b), 9);
}

TEST_F(Rostered, OfADeadNodeCountNoLongerThanItsLeaseAndTheNextRenewal) {
  come_to_the_second(b, 1, bob);
  cluster.simulation.advance(60s);
  EXPECT_EQ(a.heard(), "+user1");
  cluster.kill(cluster.node(1));
  cluster.simulation.advance(19s);
  EXPECT_EQ(a.heard(), "+user1");
  cluster.simulation.advance(21s);
  EXPECT_EQ(a.heard(), "+user1, -user1");
}

TEST_F(Rostered, OfANodeThatIsNotHeardAnyMoreCount45SecondsThoughItLives) {
  come_to_the_second(b, 1, bob);
  cluster.simulation.advance(60s);
  cluster.node(1).bus.cut = true;
  cluster.simulation.advance(29s);
  EXPECT_EQ(a.heard(), "+user1");
  cluster.simulation.advance(16s);
  EXPECT_EQ(a.heard(), "+user1, -user1");
  EXPECT_EQ(b.heard(), "+user0, -user0");
}

TEST_F(Rostered, OfANodeThatTheRegisterHasLostCountWhileItIsHeard) {
  come_to_the_second(b, 1, bob);
  cluster.nodes.cut.insert("n2");
  cluster.simulation.advance(120s);
  EXPECT_EQ(a.heard(), "+user1");
}

TEST_F(Rostered, OfAFormerLifeOfANodeDoNotCount) {
  come_to_the_second(b, 1, bob);
  cluster.kill(cluster.node(1));
  cluster.nodes.cut.clear();  // what is cut off is the former life alone
  auto& reborn = cluster.add("n2");
  EXPECT_EQ(a.heard(), "+user1");
  cluster.arrive(reborn, c, 2, {"c"});
  EXPECT_EQ(a.heard(), "+user1, -user1, +user2");
  cluster.simulation.advance(20s);
  EXPECT_TRUE(cluster.node(1).superseded);
  EXPECT_FALSE(reborn.superseded);
}

TEST_F(Rostered, OfAFormerLifeDoNotCountOnceTheRegisterSaysSo) {
  come_to_the_second(b, 1, bob);
  cluster.kill(cluster.node(1));
  cluster.nodes.cut.clear();
  cluster.add("n2");
  cluster.simulation.advance(10s);
  EXPECT_EQ(a.heard(), "+user1, -user1");
}

TEST_F(Rostered, AreOfWhoIsConnectedToTheNodeThatSaysSo) {
  come_to_the_second(b, 1, bob);
  cluster.simulation.advance(16s);
  for (const auto& news : cluster.wire.told)
    if (const auto* roster = std::get_if<Roster>(&news)) EXPECT_LE(roster->count, 1U);
}

TEST_F(Rostered, CountACrowdOverAllNodes) {
  std::deque<TestClient> many(120);
  for (std::size_t i = 0; i < many.size(); ++i)
    cluster.arrive(cluster.node(i % 3), many[i], i % 3, {"u" + std::to_string(1000 + i)});
  a.events.clear();
  cluster.simulation.advance(2s);
  EXPECT_THAT(a.heard(), testing::EndsWith("121 are here"));
  EXPECT_EQ(a.events.size(), 40U) << "told of one by one while there were a hundred at most";
  come_to_the_second(b, 1, bob);
  EXPECT_GE(b.told<CaughtUp>().at(0).count, 121U);
  for (std::size_t i = 0; i < many.size(); ++i) cluster.leave(many[i], i % 3);
  cluster.simulation.advance(2s);
  EXPECT_THAT(people_here(a, 0), ElementsAre(Person{ann, "user0"}, Person{bob, "user121"}));
}

TEST_F(Rostered, AreAskedForByTheNodeThatBeginsToHearTheRoom) {
  cluster.simulation.advance(5s);
  come_to_the_second(b, 1, bob);
  EXPECT_EQ(b.heard(), "+user0");
}

TEST_F(Rostered, SayThatNobodyIsThereWhenTheRoomGoes) {
  come_to_the_second(b, 1, bob);
  cluster.leave(b, 1);
  cluster.simulation.run_until_idle();
  EXPECT_EQ(a.heard(), "+user1, -user1");
}

}  // namespace chat
