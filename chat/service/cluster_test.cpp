#include "chat/service/test_cluster.hpp"
#include "kotori/async/sleep.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// One chat on several nodes.
namespace chat {
namespace {

using namespace std::chrono_literals;
using protocol::CaughtUp;
using protocol::MembershipElsewhere;
using protocol::Ok;
using protocol::ReadElsewhere;
using testing::ElementsAre;
using testing::IsEmpty;

const UserId ann{"a"}, bob{"b"};
const RoomName garden{"garden"};

/// Ann is connected to the first node and Bob to the second; what they hear of each other's coming is forgotten.
struct OnTwoNodes : testing::Test {
  OnTwoNodes() {
    cluster.arrive(cluster.node(0), a, 0, ann);
    cluster.arrive(cluster.node(1), b, 1, bob);
    cluster.simulation.advance(1s);
    forget();
  }
  ~OnTwoNodes() override {
    for (auto* client : {&a, &b, &c})
      if (client->visit) cluster.leave(*client, client == &a ? 0 : client == &b ? 1 : 2);
  }
  void forget() {
    for (auto* client : {&a, &b, &c}) {
      client->answers.clear();
      client->notices.clear();
      client->events.clear();
    }
  }
  void open_garden() {
    cluster.obey(a, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
    forget();
  }
  void join(TestClient& client, std::size_t loop, std::string client_id = "join") {
    cluster.obey(client, loop, protocol::JoinRoom{"join", garden, {std::move(client_id)}});
  }
  void part(TestClient& client, std::size_t loop) {
    cluster.obey(client, loop, protocol::LeaveRoom{"leave", garden, {"leave"}});
  }
  std::vector<std::string> names_of_who_is_here(TestClient& client, std::size_t loop, RoomName room = lobby) {
    std::vector<std::string> names;
    const auto ask = [&]() -> kotori::Task<> {
      for (const auto& person : co_await client.visit->who(room)) names.push_back(person.name);
    };
    cluster.run(loop, ask());
    return names;
  }
  TestCluster cluster;
  TestClient a, b, c;
};

}  // namespace

// What is said.

TEST_F(OnTwoNodes, BothHearWhatOneSaysWithoutAskingTheLog) {
  const auto read = cluster.log.pages_read;
  cluster.say(a, 0, "1", "hi");
  cluster.say(b, 1, "2", "ho");
  EXPECT_EQ(a.heard(), "user0: hi, user1: ho");
  EXPECT_EQ(b.heard(), "user0: hi, user1: ho");
  EXPECT_EQ(cluster.log.pages_read, read);
}

TEST_F(OnTwoNodes, WhatTheBusLosesIsHeardWithinFiveSeconds) {
  cluster.wire.dead = true;
  cluster.say(a, 0, "1", "hi");
  EXPECT_EQ(b.heard(), "");
  cluster.simulation.advance(5s);
  EXPECT_EQ(b.heard(), "user0: hi");
}

TEST_F(OnTwoNodes, WhoLivesAndWhatWasReadFromTheLogIsCounted) {
  cluster.simulation.advance(10s);
  EXPECT_EQ(cluster.node(1).service->cluster_counts().nodes, 2U);
  const auto filled = cluster.node(1).service->cluster_counts().holes_filled;
  cluster.say(a, 0, "1", "hi");
  EXPECT_EQ(cluster.node(1).service->cluster_counts().holes_filled, filled);
  cluster.wire.dead = true;
  cluster.say(a, 0, "2", "ho");
  cluster.simulation.advance(5s);
  EXPECT_EQ(cluster.node(1).service->cluster_counts().holes_filled, filled + 1);
}

TEST_F(OnTwoNodes, WhatTheBusLosesIsHeardBeforeWhatComesBehindIt) {
  cluster.wire.dead = true;
  cluster.say(a, 0, "1", "one");
  cluster.wire.dead = false;
  cluster.say(a, 0, "2", "two");
  EXPECT_EQ(b.heard(), "user0: one, user0: two");
}

TEST_F(OnTwoNodes, ARepeatOnAnotherNodeIsAnsweredAndTellsThatNodeOfTheFirst) {
  cluster.arrive(cluster.node(1), c, 2, ann);
  forget();
  cluster.wire.dead = true;
  cluster.say(a, 0, "1", "hi");
  cluster.say(c, 2, "1", "hi");
  EXPECT_EQ(c.all<Ok>(), (std::vector{Ok{"1", Seq{1}, 1001}}));
  EXPECT_EQ(b.heard(), "user0: hi");
}

TEST_F(OnTwoNodes, AHintOfAnotherEpochMeansNothing) {
  const Hint hint{lobby, {1}, {protocol::Said{.room = lobby, .seq = {1}, .user = {ann, "x"}, .text = "?"}}, {"other"}};
  cluster.wire.carry({"n9", 1}, hint);
  cluster.simulation.run_until_idle();
  EXPECT_EQ(a.heard(), "");
  cluster.say(b, 1, "1", "hi");
  EXPECT_EQ(a.heard(), "user1: hi");
}

// Rooms and their members.

TEST_F(OnTwoNodes, ARoomIsHeardByItsMembersOnBoth) {
  open_garden();
  join(b, 1);
  cluster.say(a, 0, "1", "hi", garden);
  EXPECT_EQ(b.heard(), "user0: hi");
  part(b, 1);
  cluster.say(a, 0, "2", "alone", garden);
  EXPECT_EQ(b.heard(), "user0: hi, user1 leaves");
}

TEST_F(OnTwoNodes, WhoLeavesARoomOnOneIsSentOutOnTheOther) {
  open_garden();
  cluster.arrive(cluster.node(1), c, 2, ann, {"laptop"});
  forget();
  part(a, 0);
  EXPECT_THAT(c.told<MembershipElsewhere>(), ElementsAre(MembershipElsewhere{garden, false}));
}

TEST_F(OnTwoNodes, WhoJoinsARoomOnOneIsToldOnTheOtherAndMayComeIn) {
  open_garden();
  cluster.arrive(cluster.node(0), c, 2, bob, {"laptop"});
  forget();
  join(c, 2);
  EXPECT_THAT(b.told<MembershipElsewhere>(), ElementsAre(MembershipElsewhere{garden, true}));
  join(b, 1, "again");
  EXPECT_EQ(b.all<Ok>(), (std::vector{Ok{"join", {}, {}}}));
  cluster.say(a, 0, "1", "hi", garden);
  EXPECT_EQ(b.heard(), "user0: hi");
}

TEST_F(OnTwoNodes, NewsOfAJoinThatComesAfterTheLeavingIsNotTold) {
  open_garden();
  cluster.arrive(cluster.node(0), c, 2, bob, {"laptop"});
  forget();
  cluster.wire.slow = true;
  join(c, 2);
  part(c, 2);
  cluster.wire.let_go();
  cluster.simulation.run_until_idle();
  EXPECT_THAT(b.told<MembershipElsewhere>(), IsEmpty());
}

TEST_F(OnTwoNodes, ARoomThatDoesNotKnowItsNewestMemberAsksTheLogBeforeItRefuses) {
  open_garden();
  join(b, 1);  // the second node hears the garden
  cluster.wire.dead = true;
  cluster.arrive(cluster.node(0), c, 2, {"c"});
  join(c, 2);
  cluster.leave(c, 2);
  forget();
  cluster.arrive(cluster.node(1), c, 2, {"c"});
  EXPECT_EQ(c.told<CaughtUp>().size(), 2U);
  EXPECT_THAT(c.told<MembershipElsewhere>(), IsEmpty());
}

TEST_F(OnTwoNodes, ARoomThatDoesNotKnowThatSomebodyHasLeftAsksTheLogBeforeItLetsThemIn) {
  open_garden();
  join(b, 1);
  cluster.arrive(cluster.node(1), c, 2, {"c"});
  join(c, 2);
  cluster.leave(c, 2);
  cluster.wire.dead = true;
  cluster.arrive(cluster.node(0), c, 2, {"c"});
  part(c, 2);
  cluster.leave(c, 2);
  forget();
  const protocol::Resume resume{cluster.log.epoch(), {{garden, {3}, {}}}};
  cluster.arrive(cluster.node(1), c, 2, {"c"}, {"phone"}, resume);
  EXPECT_THAT(c.told<MembershipElsewhere>(), ElementsAre(MembershipElsewhere{garden, false}));
  EXPECT_EQ(c.told<CaughtUp>().size(), 1U);
}

TEST_F(OnTwoNodes, WhoComesFromTheOneThatIsAheadMissesNothingAndIsNotReset) {
  cluster.wire.dead = true;
  for (const auto* id : {"1", "2", "3"}) cluster.say(a, 0, id, id);
  cluster.leave(a, 0);
  forget();
  cluster.arrive(cluster.node(1), a, 0, ann, {"phone"}, protocol::Resume{cluster.log.epoch(), {{lobby, {2}, 1002}}});
  EXPECT_EQ(a.heard(), "user0: 3");
  EXPECT_THAT(a.told<protocol::Reset>(), IsEmpty());
  EXPECT_EQ(a.told<CaughtUp>().at(0).seq, Seq{3});
}

TEST_F(OnTwoNodes, NewsIsWantedOfWhatIsNeededOnly) {
  open_garden();
  EXPECT_THAT(cluster.node(0).bus.wanted, ElementsAre(Topic{garden}, Topic{lobby}, Topic{VisitorNumber{0}}));
  EXPECT_THAT(cluster.node(1).bus.wanted, ElementsAre(Topic{lobby}, Topic{VisitorNumber{1}}));
  cluster.leave(b, 1);
  EXPECT_THAT(cluster.node(1).bus.wanted, IsEmpty());
}

namespace {

/// Begins two things at once, on two loops, each after some turns that the seed draws.
void race(TestCluster& cluster, kotori::Task<> first, kotori::Task<> second) {
  const auto later = [&](kotori::Task<> task) -> kotori::Task<> {
    for (auto turns = cluster.simulation.draw(60); turns > 0; --turns) co_await kotori::next_turn();
    co_await task;
  };
  cluster.simulation.loop(0).post([&] { cluster.tasks.spawn(later(std::move(first))); });
  cluster.simulation.loop(1).post([&] { cluster.tasks.spawn(later(std::move(second))); });
  cluster.simulation.run_until_idle();
}

}  // namespace

TEST(EverySeedOfNodes, HearsWhatIsStoredElsewhereWhileARoomIsRead) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    TestCluster cluster{2, seed};
    cluster.log.record_delay = 12;
    TestClient a, b;
    cluster.arrive(cluster.node(0), a, 0, ann);
    cluster.obey(a, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
    cluster.arrive(cluster.node(0), b, 1, bob);
    cluster.obey(b, 1, protocol::JoinRoom{"join", garden, {"join"}});
    cluster.leave(b, 1);
    b.events.clear();
    b.notices.clear();
    race(cluster, a.visit->obey(protocol::Say{"1", garden, {"1"}, "hi", {}}),
         TestCluster::arriving_at(*cluster.node(1).service, b, bob, {"phone"}, {}));
    EXPECT_EQ(b.told<CaughtUp>().at(1).seq.value + (b.heard().find("user0: hi") != std::string::npos ? 1 : 0), 3U);
    cluster.leave(a, 0);
    cluster.leave(b, 1);
  }
}

TEST(EverySeedOfNodes, KnowsWhoArrivesByTheNameThatTheyTakeElsewhereMeanwhile) {
  for (std::uint64_t seed = 1; seed <= 150; ++seed) {
    SCOPED_TRACE(seed);
    TestCluster cluster{2, seed};
    cluster.log.record_delay = 12;
    TestClient a, b, c;
    cluster.arrive(cluster.node(0), a, 0, ann);
    cluster.arrive(cluster.node(1), b, 1, bob);
    race(cluster, a.visit->obey(protocol::Rename{"1", {"1"}, "Ann"}),
         TestCluster::arriving_at(*cluster.node(1).service, c, ann, {"laptop"}, {}));
    std::string name;
    const auto ask = [&]() -> kotori::Task<> { name = (co_await b.visit->who(lobby)).at(0).name; };
    cluster.run(1, ask());
    EXPECT_EQ(name, "Ann");
    cluster.leave(a, 0);
    cluster.leave(b, 1);
    cluster.leave(c, 1);
  }
}

// People.

TEST_F(OnTwoNodes, ANewNameIsHeardOnBothAndSeenFromThenOn) {
  open_garden();
  join(b, 1);
  cluster.simulation.advance(1s);
  forget();
  cluster.rename(a, 0, "name", "Ann");
  EXPECT_EQ(b.heard(), "user0 is Ann");
  EXPECT_THAT(names_of_who_is_here(b, 1, garden), ElementsAre("Ann", "user1"));
  cluster.simulation.advance(16s);
  cluster.say(a, 0, "1", "hi", garden);
  EXPECT_EQ(b.heard(), "user0 is Ann, Ann: hi");
}

TEST_F(OnTwoNodes, WhoIsOnBothGoesByTheirNewNameOnBoth) {
  cluster.arrive(cluster.node(1), c, 2, ann, {"laptop"});
  open_garden();
  cluster.rename(a, 0, "name", "Ann");
  join(c, 2);
  EXPECT_EQ(c.told<CaughtUp>().at(0).here.at(0).name, "Ann");
}

TEST_F(OnTwoNodes, HowFarOneHasReadIsToldToTheOther) {
  cluster.arrive(cluster.node(1), c, 2, ann, {"laptop"});
  cluster.say(b, 1, "1");
  forget();
  cluster.on(0, [&] { a.visit->read({"r", lobby, {1}}); });
  cluster.simulation.advance(1s);
  EXPECT_THAT(c.told<ReadElsewhere>(), ElementsAre(ReadElsewhere{lobby, {1}}));
  EXPECT_THAT(a.told<ReadElsewhere>(), IsEmpty());
}

TEST_F(OnTwoNodes, WhoIsWritingIsToldAtMostOnceASecond) {
  for (int i = 0; i < 5; ++i) cluster.on(0, [&] { a.visit->typing({"t", lobby}); });
  EXPECT_EQ(b.heard(), "~user0");
  EXPECT_EQ(cluster.wire.count<Writes>(), 2U) << "one now, one for the next second";
}

}  // namespace chat
