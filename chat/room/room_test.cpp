#include "chat/room/room.hpp"

#include <gtest/gtest.h>

namespace chat {
namespace {

using protocol::RefusalCode;

const Visitor ann{{{"a"}, "Ann"}, 0};
const Visitor bob{{{"b"}, "Bob"}, 7};

Origin by(const Visitor& visitor, std::string client_id) { return {visitor.person.id, {"phone"}, {client_id}}; }

RefusalCode code_of(const Decision& decision) { return decision.refusal.value().code; }

protocol::Fact renamed(const Visitor& visitor, std::string name, std::uint64_t seq) {
  return protocol::Renamed{{"lobby"}, {seq}, 0, {visitor.person.id, std::move(name)}, visitor.person.name};
}

struct Lobby : testing::Test {
  Lobby() { room.arrive(ann); }
  Room room{lobby, {4}};

  Decision decide(Origin by, protocol::Command command) {
    const auto* visitor = room.find(by.user);
    return room.decide(visitor ? visitor->number : 99, std::move(by), std::move(command));
  }
  Decision say(Origin by, std::string text) { return decide(by, protocol::Say{"1", lobby, by.client_id, text, {}}); }
  Decision rename(Origin by, std::string name) { return decide(by, protocol::Rename{"1", by.client_id, name}); }
};

}  // namespace

TEST_F(Lobby, SaysHereForTheFirstConnectionOfAPersonOnly) {
  EXPECT_EQ(room.arrive(bob), (protocol::Here{{"lobby"}, bob.person}));
  EXPECT_EQ(room.arrive(bob), std::nullopt);
  EXPECT_EQ(room.here(9), (std::vector{ann.person, bob.person}));
}

TEST_F(Lobby, SaysGoneForTheLastConnectionOfAPersonOnly) {
  room.arrive(bob);
  room.arrive(bob);
  EXPECT_EQ(room.leave(bob.person.id), std::nullopt);
  EXPECT_EQ(room.leave(bob.person.id), (protocol::Gone{{"lobby"}, bob.person}));
  EXPECT_EQ(room.here(9), (std::vector{ann.person}));
}

TEST_F(Lobby, WantsATextStoredAsItIs) {
  const auto decision = say(by(ann, "1"), " 'hi' \n");
  EXPECT_EQ(decision, (Decision{{lobby, by(ann, "1"), NewText{" 'hi' \n", {}}, {}}, {}, 1}));
}

TEST_F(Lobby, RefusesATextWithNothingToSee) {
  EXPECT_EQ(code_of(say(by(ann, "1"), " \n\u3000\u200B")), RefusalCode::empty_text);
}

TEST_F(Lobby, RefusesATextOverTheLimit) {
  EXPECT_FALSE(say(by(ann, "1"), std::string(16'000, 'x')).refusal);
  EXPECT_EQ(code_of(say(by(ann, "2"), std::string(16'001, 'x'))), RefusalCode::text_too_long);
}

TEST_F(Lobby, RefusesWhatIsNotText) {
  EXPECT_EQ(code_of(say(by(ann, "1"), "\xFF")), RefusalCode::malformed);
  EXPECT_EQ(code_of(say(by(ann, "2"), std::string{"a\0b", 3})), RefusalCode::text_not_allowed);
}

TEST_F(Lobby, WantsANameStoredOnlyIfItIsFree) {
  const auto decision = rename(by(ann, "1"), " Anne ");
  EXPECT_FALSE(decision.refusal);
  EXPECT_EQ(decision.intent.what, (What{NewName{{"Anne", "anne"}}}));
  EXPECT_EQ(decision.intent.only_if, (std::vector{Precondition::name_free}));
}

TEST_F(Lobby, RefusesTheNameOfTheServerAndOfOtherNewcomers) {
  room.arrive(bob);
  EXPECT_EQ(code_of(rename(by(bob, "1"), "Server")), RefusalCode::name_not_allowed);
  EXPECT_EQ(code_of(rename(by(bob, "2"), "user8")), RefusalCode::name_not_allowed);
  EXPECT_FALSE(rename(by(bob, "3"), "user7").refusal);
}

TEST_F(Lobby, HasTheLogLookForARepeatBeforeItRefuses) {
  const auto decision = say(by(ann, "1"), " ");
  EXPECT_EQ(decision.intent.only_if, (std::vector{Precondition::never}));
  EXPECT_EQ(decision.refusal->code, RefusalCode::empty_text);
}

TEST_F(Lobby, CannotBeJoinedLeftOrClosed) {
  EXPECT_EQ(code_of(decide(by(ann, "1"), protocol::JoinRoom{"1", lobby, {"1"}})), RefusalCode::not_possible);
  EXPECT_EQ(code_of(decide(by(ann, "1"), protocol::LeaveRoom{"1", lobby, {"1"}})), RefusalCode::not_possible);
  EXPECT_EQ(code_of(decide(by(ann, "1"), protocol::CloseRoom{"1", lobby, {"1"}})), RefusalCode::not_possible);
}

TEST_F(Lobby, TakesOneVisibleCharacterForAReaction) {
  const auto react = [&](std::string emoji) {
    return decide(by(ann, "1"), protocol::ReactTo{"1", lobby, {"1"}, {3}, std::move(emoji)});
  };
  EXPECT_EQ(react("👍🏽").intent.what, (What{React{{3}, "👍🏽"}}));
  EXPECT_EQ(code_of(react("ok")), RefusalCode::emoji_not_allowed);
}

TEST(ARoom, IsForItsMembersAndLetsTheLogDecideWhoTheyAre) {
  Room garden{{"garden"}, {4}, {"a"}};
  EXPECT_TRUE(garden.admits({"a"}));
  EXPECT_FALSE(garden.admits({"b"}));
  const auto decision = garden.decide(0, by(ann, "1"), protocol::EditMessage{"1", {"garden"}, {"1"}, {3}, "hi"});
  using enum Precondition;
  EXPECT_EQ(decision.intent.only_if, (std::vector{room_open, member, message_there, own_message}));
}

TEST(ARoom, KnowsItsMembersByItsFacts) {
  Room garden{{"garden"}, {0}};
  garden.apply(protocol::Opened{{"garden"}, {1}, 0, ann.person, ""});
  garden.apply(protocol::Joined{{"garden"}, {2}, 0, bob.person});
  EXPECT_TRUE(garden.admits(ann.person.id));
  EXPECT_TRUE(garden.admits(bob.person.id));
  garden.apply(protocol::Left{{"garden"}, {3}, 0, ann.person});
  EXPECT_FALSE(garden.admits(ann.person.id));
}

TEST(ARoom, IsOpenedUnderANameThatIsTidyAndKnownByItsKey) {
  const auto open = [&](RoomName name) {
    Room room{name, {0}};
    return room.decide(0, by(ann, "1"), protocol::OpenRoom{"1", name, {"1"}, "roses"});
  };
  EXPECT_EQ(open({"Garden"}).intent.what, (What{Open{"garden", "roses"}}));
  EXPECT_EQ(open({"Garden"}).intent.only_if, (std::vector{Precondition::room_new}));
  EXPECT_EQ(code_of(open({"Lobby"})), RefusalCode::room_name_not_allowed);
}

TEST_F(Lobby, KnowsAPersonByTheNameThatWasStored) {
  room.apply(renamed(ann, "Anne", 5));
  EXPECT_EQ(room.find(ann.person.id)->person.name, "Anne");
  EXPECT_EQ(room.head(), Seq{5});
}

TEST_F(Lobby, KeepsTheNameItKnowsWhenAnotherConnectionOfThePersonComes) {
  room.apply(renamed(ann, "Anne", 5));
  room.arrive(ann);
  EXPECT_EQ(room.find(ann.person.id)->person.name, "Anne");
}

TEST_F(Lobby, LetsNothingOvertakeACommandThatCouldNotBeKept) {
  room.could_not_keep(say(by(ann, "1"), "hi"));
  EXPECT_EQ(code_of(say(by(ann, "3"), "hi")), RefusalCode::unavailable);
  EXPECT_FALSE(say(by(ann, "1"), "hi").refusal);
  EXPECT_FALSE(say(by(ann, "2"), "hi").refusal);
}

TEST_F(Lobby, WantsTheFirstOfSeveralThatCouldNotBeKeptWhicheverIsReportedFirst) {
  const auto first = say(by(ann, "1"), "hi");
  const auto second = say(by(ann, "2"), "hi");
  const auto third = say(by(ann, "3"), "hi");
  for (const auto* failed : {&second, &first, &third}) room.could_not_keep(*failed);
  EXPECT_EQ(code_of(say(by(ann, "2"), "hi")), RefusalCode::unavailable);
  EXPECT_FALSE(say(by(ann, "1"), "hi").refusal);
  EXPECT_FALSE(say(by(ann, "2"), "hi").refusal);
}

TEST_F(Lobby, LetsOtherDevicesGoOnWhenACommandCouldNotBeKept) {
  room.could_not_keep(say(by(ann, "1"), "hi"));
  EXPECT_FALSE(say({ann.person.id, {"laptop"}, {"2"}}, "hi").refusal);
}

}  // namespace chat
