#include "chat/service/service.hpp"

#include "chat/service/test_world.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace chat {
namespace {

using protocol::CaughtUp;
using protocol::Ok;
using protocol::RefusalCode;
using protocol::Refused;
using protocol::Welcome;

const UserId ann{"a"}, bob{"b"};

/// Ann and Bob, on two loops; what they hear of each other's coming is forgotten.
struct TwoInTheLobby : testing::Test {
  TwoInTheLobby() {
    world.arrive(a, 0, ann);
    world.arrive(b, 1, bob);
    a.events.clear();
  }
  ~TwoInTheLobby() override {
    world.leave(a, 0);
    world.leave(b, 1);
  }
  TestWorld world;
  TestClient a, b;
};

std::vector<std::string> names(const std::vector<Person>& people) {
  std::vector<std::string> all;
  for (const auto& person : people) all.push_back(person.name);
  return all;
}

}  // namespace

TEST(Arriving, IsAnsweredWithWhoOneIsAndWhatTheRoomIs) {
  TestWorld world;
  TestClient a;
  world.arrive(a, 0, ann);
  const Person user0{ann, "user0"};
  EXPECT_EQ(a.all<Welcome>(), (std::vector{Welcome{.id = "hello",
                                                   .user = user0,
                                                   .device = {"phone"},
                                                   .epoch = {"test"},
                                                   .rooms = {{.room = lobby, .head = {}, .read = {}, .topic = {}}},
                                                   .limits = {}}}));
  EXPECT_EQ(a.told<CaughtUp>(), (std::vector{CaughtUp{lobby, {0}, {user0}, 1}}));
  EXPECT_EQ(a.heard(), "");
  world.leave(a, 0);
}

TEST(Arriving, IsRefusedWhileTheLogIsDownAndMayBeTriedAgain) {
  TestWorld world;
  TestClient a;
  world.log.down = true;
  world.arrive(a, 0, ann);
  EXPECT_EQ(a.visit, nullptr);
  EXPECT_EQ(a.all<Refused>().at(0).code, RefusalCode::unavailable);
  world.log.down = false;
  world.arrive(a, 0, ann);
  EXPECT_EQ(a.all<Welcome>().size(), 1U);
  world.leave(a, 0);
}

TEST_F(TwoInTheLobby, HearOfEachPersonsFirstConnectionAndLast) {
  TestClient other;
  world.leave(b, 1);
  world.arrive(b, 1, bob);
  world.arrive(other, 2, bob, {"laptop"});
  world.leave(other, 2);
  EXPECT_EQ(a.heard(), "-user1, +user1");
  EXPECT_EQ(other.told<CaughtUp>().at(0).here.size(), 2U);
}

TEST_F(TwoInTheLobby, BothHearWhatOneSays) {
  world.say(a, 0, "1", "hi");
  EXPECT_EQ(a.heard(), "user0: hi");
  EXPECT_EQ(b.heard(), "user0: hi");
  EXPECT_EQ(a.all<Ok>(), (std::vector{Ok{"1", Seq{1}, 1001}}));
  EXPECT_TRUE(b.all<Ok>().empty());
}

TEST_F(TwoInTheLobby, HearNothingOfWhatIsNotOnDiskYet) {
  world.log.down = true;
  world.say(a, 0, "1");
  EXPECT_EQ(b.heard(), "");
  const auto refused = a.all<Refused>().at(0);
  EXPECT_EQ(refused.code, RefusalCode::unavailable);
  EXPECT_TRUE(refused.retryable);
}

TEST_F(TwoInTheLobby, KeepTheirOrderAcrossAFailureOfTheLog) {
  world.log.down = true;
  world.say(a, 0, "1", "first");
  world.log.down = false;
  world.say(a, 0, "2", "second");
  EXPECT_EQ(a.all<Refused>().at(1).code, RefusalCode::unavailable);
  world.say(a, 0, "1", "first");
  world.say(a, 0, "2", "second");
  EXPECT_EQ(b.heard(), "user0: first, user0: second");
}

TEST_F(TwoInTheLobby, GetTheFirstAnswerAgainForARepeatAndHearItOnce) {
  world.say(a, 0, "1");
  world.say(b, 1, "1");
  world.say(a, 0, "1");
  EXPECT_EQ(a.all<Ok>(), (std::vector{Ok{"1", Seq{1}, 1001}, Ok{"1", Seq{1}, 1001}}));
  EXPECT_EQ(b.heard(), "user0: hi, user1: hi");
}

TEST_F(TwoInTheLobby, HearANewNameAndSeeItFromThenOn) {
  world.rename(a, 0, "1", "Ann");
  world.say(a, 0, "2", "hi");
  EXPECT_EQ(b.heard(), "user0 is Ann, Ann: hi");
  TestClient late;
  world.arrive(late, 2, {"c"});
  EXPECT_EQ(names(late.told<CaughtUp>().at(0).here), (std::vector<std::string>{"Ann", "user1", "user2"}));
  world.leave(late, 2);
}

TEST_F(TwoInTheLobby, CannotHaveTheSameName) {
  world.rename(a, 0, "1", "Wren");
  world.rename(b, 1, "1", "WREN");
  EXPECT_EQ(b.all<Refused>().at(0).code, RefusalCode::name_taken);
  EXPECT_EQ(b.heard(), "user0 is Wren");
}

TEST_F(TwoInTheLobby, AreRefusedWhatTheRoomRefuses) {
  world.say(a, 0, "1", " ");
  world.rename(a, 0, "2", "server");
  world.say(a, 0, "3", "hi", {"attic"});
  const auto refused = a.all<Refused>();
  EXPECT_EQ(refused.at(0), (Refused{"1", RefusalCode::empty_text, refused.at(0).message, "text", false}));
  EXPECT_EQ(refused.at(1).code, RefusalCode::name_not_allowed);
  EXPECT_EQ(refused.at(2), (Refused{"3", RefusalCode::unknown_room, refused.at(2).message, "room", false}));
}

TEST_F(TwoInTheLobby, CanReadWhatWasSaidBefore) {
  for (const auto* id : {"1", "2", "3"}) world.say(a, 0, id, id);
  world.run(1, b.visit->history({.id = "h", .room = lobby, .before = Seq{3}, .limit = 1}));
  const auto page = b.all<protocol::HistoryPage>().at(0);
  EXPECT_EQ(page, (protocol::HistoryPage{
                      "h",
                      lobby,
                      {protocol::Said{.room = lobby, .seq = {2}, .at = 1002, .user = {ann, "user0"}, .text = "2"}},
                      true}));
  world.run(1, b.visit->history({.id = "h", .room = {"attic"}}));
  EXPECT_EQ(b.all<Refused>().at(0).code, RefusalCode::not_a_member);
}

TEST_F(TwoInTheLobby, CanAskWhoIsThere) {
  std::vector<std::string> here;
  const auto ask = [&]() -> kotori::Task<> { here = names(co_await a.visit->who(lobby)); };
  world.run(0, ask());
  EXPECT_EQ(here, (std::vector<std::string>{"user0", "user1"}));
}

TEST_F(TwoInTheLobby, StillHearWhatSomebodySaidWhoHasLeft) {
  const auto say_and_go = [&]() -> kotori::Task<> {
    co_await a.visit->obey(protocol::Say{"1", lobby, {"1"}, "bye", {}});
    a.visit.reset();
  };
  world.run(0, say_and_go());
  EXPECT_EQ(b.heard(), "-user0, user0: bye");
  EXPECT_TRUE(a.all<Ok>().empty());
  world.arrive(a, 0, ann);
}

TEST_F(TwoInTheLobby, ReadNoFurtherWhileVeryManyCommandsAreUnanswered) {
  int begun = 0;
  const auto flood = [&]() -> kotori::Task<> {
    for (; begun < 1'000; ++begun) {
      const auto id = std::to_string(begun);
      co_await a.visit->obey(protocol::Say{id, lobby, {id}, "hi", {}});
    }
  };
  world.simulation.loop(0).post([&] {
    world.tasks.spawn(flood());
    EXPECT_EQ(begun, 256);
  });
  world.simulation.run_until_idle();
  EXPECT_EQ(begun, 1'000);
  EXPECT_EQ(a.all<Ok>().size(), 1'000U);
}

}  // namespace chat
