#include "chat/room/room.hpp"

#include <gtest/gtest.h>

namespace chat {
namespace {

using protocol::RefusalCode;

const Visitor ann{{{"a"}, "Ann"}, 0};
const Visitor bob{{{"b"}, "Bob"}, 7};

Origin by(const Visitor& visitor, std::string client_id) { return {visitor.person.id, {"phone"}, {client_id}}; }

RefusalCode code_of(const Room::Decision& decision) { return decision.error().code; }

protocol::Fact renamed(const Visitor& visitor, std::string name, std::uint64_t seq) {
  return protocol::Renamed{{"lobby"}, {seq}, 0, {visitor.person.id, std::move(name)}, visitor.person.name};
}

struct Lobby : testing::Test {
  Lobby() { room.arrive(ann); }
  Room room{{"lobby"}, {4}};
};

}  // namespace

TEST_F(Lobby, SaysHereForTheFirstConnectionOfAPersonOnly) {
  EXPECT_EQ(room.arrive(bob), (protocol::Here{{"lobby"}, bob.person}));
  EXPECT_EQ(room.arrive(bob), std::nullopt);
  EXPECT_EQ(room.here(), (std::vector{ann.person, bob.person}));
}

TEST_F(Lobby, SaysGoneForTheLastConnectionOfAPersonOnly) {
  room.arrive(bob);
  room.arrive(bob);
  EXPECT_EQ(room.leave(bob.person.id), std::nullopt);
  EXPECT_EQ(room.leave(bob.person.id), (protocol::Gone{{"lobby"}, bob.person}));
  EXPECT_EQ(room.here(), (std::vector{ann.person}));
}

TEST_F(Lobby, WantsATextStoredAsItIs) {
  const auto decision = room.say(by(ann, "1"), " 'hi' \n");
  EXPECT_EQ(decision, (Intent{{"lobby"}, by(ann, "1"), NewText{" 'hi' \n"}, {}}));
}

TEST_F(Lobby, RefusesATextWithNothingToSee) {
  EXPECT_EQ(code_of(room.say(by(ann, "1"), " \n\u3000\u200B")), RefusalCode::empty_text);
}

TEST_F(Lobby, RefusesATextOverTheLimit) {
  EXPECT_TRUE(room.say(by(ann, "1"), std::string(16'000, 'x')));
  EXPECT_EQ(code_of(room.say(by(ann, "2"), std::string(16'001, 'x'))), RefusalCode::text_too_long);
}

TEST_F(Lobby, RefusesWhatIsNotText) {
  EXPECT_EQ(code_of(room.say(by(ann, "1"), "\xFF")), RefusalCode::malformed);
  EXPECT_EQ(code_of(room.say(by(ann, "2"), std::string{"a\0b", 3})), RefusalCode::malformed);
}

TEST_F(Lobby, RefusesWhoIsNotThere) { EXPECT_EQ(code_of(room.say(by(bob, "1"), "hi")), RefusalCode::not_a_member); }

TEST_F(Lobby, WantsANameStoredOnlyIfItIsFree) {
  const auto decision = room.rename(by(ann, "1"), " Anne ");
  ASSERT_TRUE(decision);
  EXPECT_EQ(decision->what, (std::variant<NewText, NewName>{NewName{{"Anne", "anne"}}}));
  EXPECT_EQ(decision->only_if, (std::vector{Precondition::name_free}));
}

TEST_F(Lobby, RefusesTheNameOfTheServerAndOfOtherNewcomers) {
  room.arrive(bob);
  EXPECT_EQ(code_of(room.rename(by(bob, "1"), "Server")), RefusalCode::name_not_allowed);
  EXPECT_EQ(code_of(room.rename(by(bob, "2"), "user8")), RefusalCode::name_not_allowed);
  EXPECT_TRUE(room.rename(by(bob, "3"), "user7"));
}

TEST_F(Lobby, KnowsAPersonByTheNameThatWasStored) {
  room.apply(renamed(ann, "Anne", 5));
  EXPECT_EQ(room.find(ann.person.id)->name, "Anne");
  EXPECT_EQ(room.head(), Seq{5});
}

TEST_F(Lobby, KeepsTheNameItKnowsWhenAnotherConnectionOfThePersonComes) {
  room.apply(renamed(ann, "Anne", 5));
  room.arrive(ann);
  EXPECT_EQ(room.find(ann.person.id)->name, "Anne");
}

TEST_F(Lobby, LetsNothingOvertakeACommandThatCouldNotBeKept) {
  room.could_not_keep(by(ann, "1"));
  room.could_not_keep(by(ann, "2"));
  EXPECT_EQ(code_of(room.say(by(ann, "3"), "hi")), RefusalCode::unavailable);
  EXPECT_TRUE(room.say(by(ann, "1"), "hi"));
  EXPECT_TRUE(room.say(by(ann, "2"), "hi"));
}

TEST_F(Lobby, LetsOtherDevicesGoOnWhenACommandCouldNotBeKept) {
  room.could_not_keep(by(ann, "1"));
  EXPECT_TRUE(room.say({ann.person.id, {"laptop"}, {"2"}}, "hi"));
}

}  // namespace chat
