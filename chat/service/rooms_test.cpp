#include "chat/service/test_world.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace chat {
namespace {

using protocol::CaughtUp;
using protocol::MembershipElsewhere;
using protocol::Ok;
using protocol::RefusalCode;
using protocol::Refused;

const UserId ann{"a"}, bob{"b"};
const RoomName garden{"garden"};

/// Ann and Bob, on two loops; Ann has opened the garden.
struct TheGarden : testing::Test {
  TheGarden() {
    world.arrive(a, 0, ann);
    world.arrive(b, 1, bob);
    world.obey(a, 0, protocol::OpenRoom{"open", garden, {"open"}, "roses"});
    forget();
  }
  ~TheGarden() override {
    for (auto* client : {&a, &b, &c})
      if (client->visit) world.leave(*client, client == &a ? 0 : client == &b ? 1 : 2);
  }
  void forget() {
    for (auto* client : {&a, &b, &c}) {
      client->answers.clear();
      client->notices.clear();
      client->events.clear();
    }
  }
  void join(TestClient& client, std::size_t loop, std::string client_id = "join") {
    world.obey(client, loop, protocol::JoinRoom{"join", garden, {std::move(client_id)}});
  }
  void part(TestClient& client, std::size_t loop) {
    world.obey(client, loop, protocol::LeaveRoom{"leave", garden, {"leave"}});
  }
  TestWorld world;
  TestClient a, b, c;
};

}  // namespace

TEST_F(TheGarden, IsHeardByWhoOpenedItFromItsSecondFactOn) {
  world.say(a, 0, "1", "hello garden", garden);
  EXPECT_EQ(a.heard(), "user0: hello garden");
  EXPECT_EQ(b.heard(), "");
  EXPECT_EQ(a.all<Ok>().at(0).seq, Seq{2});
}

TEST_F(TheGarden, IsHeardByWhoJoinsFromThereOn) {
  world.say(a, 0, "1", "before", garden);
  join(b, 1);
  EXPECT_EQ(b.all<Ok>().at(0).seq, Seq{3});
  EXPECT_EQ(b.told<CaughtUp>(), (std::vector{CaughtUp{garden, {3}, {{ann, "user0"}, {bob, "user1"}}, 2}}));
  world.say(a, 0, "2", "after", garden);
  EXPECT_EQ(b.heard(), "user0: after");
}

TEST_F(TheGarden, TakesNothingFromWhoIsNoMember) {
  world.say(b, 1, "1", "hi", garden);
  world.run(1, b.visit->history({.id = "h", .room = garden}));
  world.on(1, [&] { b.visit->typing({"t", garden}); });
  for (const auto& refused : b.all<Refused>()) EXPECT_EQ(refused.code, RefusalCode::not_a_member);
  EXPECT_EQ(b.all<Refused>().size(), 3U);
  EXPECT_EQ(a.heard(), "");
}

TEST_F(TheGarden, IsLeftOnAllConnectionsOfAPerson) {
  join(b, 1);
  world.arrive(c, 2, bob, {"laptop"});
  forget();
  part(b, 1);
  EXPECT_EQ(a.heard(), "user1 leaves, -user1");
  EXPECT_EQ(c.told<MembershipElsewhere>(), (std::vector{MembershipElsewhere{garden, false}}));
  forget();
  world.say(a, 0, "2", "alone", garden);
  EXPECT_EQ(b.heard(), "");
  EXPECT_EQ(c.heard(), "");
}

TEST(AnyRoom, IsNotHeardByWhoLeftItAlsoWhenMoreHappensInTheSameTurn) {
  bool in_the_same_turn = false;
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    TestWorld world{seed};
    TestClient b, d;
    world.arrive(b, 1, bob);
    world.arrive(d, 1, {std::string(32, 'd')});
    world.obey(b, 1, protocol::OpenRoom{"open", garden, {"open"}, {}});
    world.obey(d, 1, protocol::JoinRoom{"join", garden, {"join"}});
    b.events.clear();
    d.events.clear();
    world.on(1, [&] {
      world.tasks.spawn(b.visit->obey(protocol::LeaveRoom{"leave", garden, {"leave"}}));
      world.tasks.spawn(d.visit->obey(protocol::Say{"1", garden, {"1"}, "among us", {}}));
    });
    EXPECT_EQ(b.heard(), "user0 leaves");
    in_the_same_turn = in_the_same_turn || d.heard().find("user0 leaves, user1: among us") == 0;
    for (auto* client : {&b, &d}) world.leave(*client, 1);
  }
  EXPECT_TRUE(in_the_same_turn);
}

TEST_F(TheGarden, IsAnnouncedToTheOtherConnectionsOfWhoOpensARoom) {
  world.arrive(c, 2, ann, {"laptop"});
  const RoomName shed{"shed"};
  world.obey(a, 0, protocol::OpenRoom{"open", shed, {"shed"}, {}});
  EXPECT_EQ(c.told<MembershipElsewhere>(), (std::vector{MembershipElsewhere{shed, true}}));
  EXPECT_TRUE(a.told<MembershipElsewhere>().empty());
}

TEST_F(TheGarden, IsAnnouncedToThePersonsOtherConnectionsWhichMayThenHearIt) {
  world.arrive(c, 2, bob, {"laptop"});
  join(b, 1);
  EXPECT_EQ(c.told<MembershipElsewhere>(), (std::vector{MembershipElsewhere{garden, true}}));
  EXPECT_TRUE(b.told<MembershipElsewhere>().empty());
  join(c, 2, "again");
  EXPECT_EQ(c.all<Ok>(), (std::vector{Ok{"join", {}, {}}}));
  world.say(a, 0, "2", "both", garden);
  EXPECT_EQ(c.heard(), "user0: both");
}

TEST_F(TheGarden, IsGivenBackToWhoComesAgain) {
  join(b, 1);
  world.leave(b, 1);
  world.say(a, 0, "1", "missed", garden);
  forget();
  world.arrive(b, 1, bob);
  const auto rooms = b.all<protocol::Welcome>().at(0).rooms;
  ASSERT_EQ(rooms.size(), 2U);
  EXPECT_EQ(rooms.at(1).room, garden);
  EXPECT_EQ(rooms.at(1).head, Seq{3});
  EXPECT_EQ(rooms.at(1).unread, 3U);
  EXPECT_EQ(b.told<CaughtUp>().at(1).seq, Seq{3});
}

TEST_F(TheGarden, AnswersARepeatThoughTheRulesWouldRefuseItNow) {
  join(b, 1);
  world.say(b, 1, "1", "hi", garden);
  part(b, 1);
  b.answers.clear();
  world.say(b, 1, "1", "hi", garden);
  world.say(b, 1, "2", "hi", garden);
  EXPECT_EQ(b.all<Ok>().at(0).seq, Seq{3});
  EXPECT_EQ(b.all<Refused>().at(0).code, RefusalCode::not_a_member);
}

TEST_F(TheGarden, TakesNothingMoreOnceItIsClosedAndCanStillBeRead) {
  join(b, 1);
  world.obey(b, 1, protocol::CloseRoom{"close", garden, {"close"}});
  EXPECT_EQ(b.all<Refused>().at(0).code, RefusalCode::not_yours);
  world.obey(a, 0, protocol::CloseRoom{"close", garden, {"close"}});
  world.say(b, 1, "1", "hi", garden);
  EXPECT_EQ(b.all<Refused>().at(1).code, RefusalCode::room_closed);
  world.run(1, b.visit->history({.id = "h", .room = garden}));
  EXPECT_EQ(b.all<protocol::HistoryPage>().at(0).facts.size(), 3U);
}

TEST_F(TheGarden, CannotBeOpenedTwiceHoweverItIsWritten) {
  world.obey(b, 1, protocol::OpenRoom{"open", {"ＧＡＲＤＥＮ"}, {"open"}, {}});
  EXPECT_EQ(b.all<Refused>().at(0).code, RefusalCode::room_exists);
}

TEST_F(TheGarden, IsListedForAll) {
  world.run(1, b.visit->rooms({.id = "list"}));
  const auto list = b.all<protocol::RoomList>().at(0);
  ASSERT_EQ(list.rooms.size(), 2U);
  EXPECT_EQ(list.rooms.at(0), (protocol::RoomSummary{garden, "roses", 1}));
  EXPECT_EQ(list.rooms.at(1).room, lobby);
}

TEST_F(TheGarden, ShowsANewNameThatWasTakenInTheLobby) {
  world.rename(a, 0, "name", "Ann");
  join(b, 1);
  EXPECT_EQ(b.told<CaughtUp>().at(0).here.at(0).name, "Ann");
}

TEST_F(TheGarden, LetsAMessageBeEditedAnsweredAndDeleted) {
  world.say(a, 0, "1", "helo", garden);
  forget();
  world.obey(a, 0, protocol::EditMessage{"2", garden, {"2"}, {2}, "hello"});
  world.obey(a, 0, protocol::ReactTo{"3", garden, {"3"}, {2}, "👍"});
  world.obey(a, 0, protocol::PinMessage{"4", garden, {"4"}, {2}});
  world.obey(a, 0, protocol::Say{"5", garden, {"5"}, "me too", Seq{2}});
  world.obey(a, 0, protocol::DeleteMessage{"6", garden, {"6"}, {2}});
  EXPECT_EQ(a.heard(), "user0 now: hello, user0 👍, user0 pins 2, user0: me too, user0 deletes 2");
  world.run(0, a.visit->history({.id = "h", .room = garden, .thread = Seq{2}}));
  const auto facts = a.all<protocol::HistoryPage>().at(0).facts;
  ASSERT_EQ(facts.size(), 2U);
  EXPECT_EQ(std::get<protocol::Said>(facts.at(0)).text, "");
  EXPECT_EQ(std::get<protocol::Said>(facts.at(0)).state->deleted, Seq{7});
  EXPECT_EQ(std::get<protocol::Said>(facts.at(1)).thread, Seq{2});
}

TEST_F(TheGarden, RefusesWhatAnothersMessageOrNoneIsMeantBy) {
  join(b, 1);
  world.say(a, 0, "1", "mine", garden);
  world.obey(b, 1, protocol::EditMessage{"2", garden, {"2"}, {3}, "yours"});
  world.obey(b, 1, protocol::DeleteMessage{"3", garden, {"3"}, {3}});
  world.obey(b, 1, protocol::ReactTo{"4", garden, {"4"}, {99}, "👍"});
  std::vector<RefusalCode> codes;
  for (const auto& refused : b.all<Refused>()) codes.push_back(refused.code);
  using enum RefusalCode;
  EXPECT_EQ(codes, (std::vector{not_yours, not_yours, no_such_message}));
}

TEST(Rooms, AreForgottenOnceNobodyIsThereAndReadAgainForWhoComes) {
  TestWorld world;
  TestClient a;
  world.arrive(a, 0, ann);
  for (int i = 0; i < 100; ++i) {
    const auto name = "room" + std::to_string(i);
    world.obey(a, 0, protocol::OpenRoom{name, {name}, {name}, {}});
  }
  const auto read = world.log.rooms_read;
  world.leave(a, 0);
  world.arrive(a, 0, ann);
  EXPECT_EQ(a.told<CaughtUp>().size(), 101U + 101U);
  EXPECT_EQ(world.log.rooms_read, read + 101U);
  world.leave(a, 0);
}

}  // namespace chat
