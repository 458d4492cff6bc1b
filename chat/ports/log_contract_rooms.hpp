#pragma once
#include "chat/ports/log_contract_words.hpp"

/// What every Log makes of rooms, their members and how far these have read.
namespace chat::contract {

template <class Bench> class LogRooms : public LogContract<Bench> {};
TYPED_TEST_SUITE_P(LogRooms);

TYPED_TEST_P(LogRooms, HasALobbyFromTheBeginningInWhichEverybodyIs) {
  EXPECT_EQ(this->record(lobby), RoomRecord{});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(ann, NewText{"hi", {}}, lobby, {Precondition::member})));
  EXPECT_EQ(this->does(ann, Join{}, lobby), Outcome{Unchanged{}});
  EXPECT_EQ(this->does(ann, Open{"lobby", {}}, lobby, {Precondition::room_new}), Outcome{Conflict::room_exists});
  EXPECT_EQ(this->does(ann, Close{}, lobby, {Precondition::opener}), Outcome{Conflict::not_yours});
}

TYPED_TEST_P(LogRooms, BeginWithTheFactThatOpensThemAndItsMember) {
  const auto opened = std::get<protocol::Opened>(this->kept(open(ann, "1", garden, "birds")));
  EXPECT_EQ(opened.room, garden);
  EXPECT_EQ(opened.seq, Seq{1});
  EXPECT_EQ(opened.user, (Person{ann, "user0"}));
  EXPECT_EQ(opened.topic, "birds");
  EXPECT_EQ(this->record(garden), (RoomRecord{{1}, "birds", false, {ann.value}}));
  EXPECT_EQ(this->read({.room = garden, .limit = 2}).facts, (std::vector<protocol::Fact>{opened}));
}

TYPED_TEST_P(LogRooms, AreTheSameWhenTheirKeysAre) {
  this->append(open(ann, "1", garden));
  EXPECT_EQ(this->does(bob, Open{"garden", {}}, {"GARDEN"}, {Precondition::room_new}), Outcome{Conflict::room_exists});
  EXPECT_EQ(this->does(bob, Open{"garden", {}}, garden, {Precondition::room_new}), Outcome{Conflict::room_exists});
  EXPECT_FALSE(this->record({"GARDEN"}));
}

TYPED_TEST_P(LogRooms, GainAndLoseMembers) {
  using enum Precondition;
  this->append(open(ann, "1", garden));
  EXPECT_EQ(this->does(bob, NewText{"hi", {}}, garden, {member}), Outcome{Conflict::not_a_member});
  EXPECT_EQ(this->does(bob, Leave{}, garden), Outcome{Unchanged{}});
  const auto joined = std::get<protocol::Joined>(std::get<Stored>(this->does(bob, Join{}, garden)).fact);
  EXPECT_EQ(joined.user.id, bob);
  EXPECT_EQ(this->does(bob, Join{}, garden), Outcome{Unchanged{}});
  EXPECT_EQ(this->record(garden)->members, (std::unordered_set{ann.value, bob.value}));
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(bob, NewText{"hi", {}}, garden, {member})));
  const auto left = std::get<protocol::Left>(std::get<Stored>(this->does(ann, Leave{}, garden)).fact);
  EXPECT_EQ(left.seq, Seq{4});
  EXPECT_EQ(this->record(garden)->members, (std::unordered_set{bob.value}));
  EXPECT_EQ(this->does(ann, NewText{"hi", {}}, garden, {member}), Outcome{Conflict::not_a_member});
}

TYPED_TEST_P(LogRooms, HaveATopicWhichIsSetOnce) {
  this->append(open(ann, "1", garden, "birds"));
  EXPECT_EQ(this->does(bob, SetTopic{"birds"}, garden), Outcome{Unchanged{}});
  const auto set = std::get<protocol::TopicSet>(std::get<Stored>(this->does(bob, SetTopic{"trees"}, garden)).fact);
  EXPECT_EQ(set.topic, "trees");
  EXPECT_EQ(this->record(garden)->topic, "trees");
  this->does(bob, SetTopic{""}, garden);
  EXPECT_EQ(this->record(garden)->topic, "");
}

TYPED_TEST_P(LogRooms, AreClosedByWhoOpenedThemAndCanBeReadThen) {
  using enum Precondition;
  this->append(open(ann, "1", garden));
  EXPECT_EQ(this->does(bob, Close{}, garden, {room_open, opener}), Outcome{Conflict::not_yours});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(ann, Close{}, garden, {room_open, opener})));
  EXPECT_EQ(this->does(ann, Close{}, garden, {room_open, opener}), Outcome{Conflict::room_closed});
  EXPECT_EQ(this->does(ann, NewText{"hi", {}}, garden, {room_open}), Outcome{Conflict::room_closed});
  EXPECT_TRUE(this->record(garden)->closed);
  EXPECT_EQ(this->read({.room = garden, .limit = 9}).facts.size(), 2U);
  EXPECT_EQ(this->does(bob, Open{"garden", {}}, garden, {room_new}), Outcome{Conflict::room_exists});
}

TYPED_TEST_P(LogRooms, AreOfAPersonOnlySoMany) {
  for (std::size_t i = 0; i < protocol::most_rooms; ++i) {
    const RoomName each{"room " + std::to_string(i)};
    this->append(open(ann, each.value, each));
  }
  EXPECT_EQ(this->append(open(ann, "1", garden)), Outcome{Conflict::too_many});
  this->append(open(bob, "1", garden));
  EXPECT_EQ(this->does(ann, Join{}, garden), Outcome{Conflict::too_many});
  this->does(ann, Leave{}, {"room 0"});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(ann, Join{}, garden)));
}

TYPED_TEST_P(LogRooms, AreGivenToTheirMembersWhenTheyCome) {
  using protocol::RoomState;
  this->append(open(ann, "1", {"meadow"}, "cows"));
  this->append(open(bob, "1", garden));
  this->append(open(bob, "2", {"yard"}));
  this->does(ann, Join{}, garden);
  this->does(bob, Close{}, garden);
  this->say(bob);
  EXPECT_THAT(this->admit(ann).rooms,
              testing::ElementsAre(RoomState{lobby, {1}, {0}, 1, "", false}, RoomState{garden, {3}, {0}, 3, "", true},
                                   RoomState{{"meadow"}, {1}, {0}, 1, "cows", false}));
}

TYPED_TEST_P(LogRooms, ShowWhatWasStoredBesideWhoComes) {
  auto both = [](Log& log) -> kotori::Task<Admission> {
    std::optional<Admission> admission;
    kotori::TaskGroup group;
    auto say = [&]() -> kotori::Task<> { co_await log.append(text(ann, "1")); };
    auto come = [&]() -> kotori::Task<> { admission = (co_await log.admit(bob)).value(); };
    group.spawn(say());
    group.spawn(come());
    co_await group.join();
    co_return *std::move(admission);
  };
  EXPECT_EQ(this->bench.run(both(this->log())).rooms.at(0).head, Seq{1});
}

TYPED_TEST_P(LogRooms, AreReadUpToAMarkThatNeverGoesBack) {
  const auto lobby_of = [&](const UserId& user) { return this->admit(user).rooms.at(0); };
  for (int i = 0; i < 5; ++i) this->say(ann);
  this->keep_read({{ann, lobby, {3}}});
  EXPECT_EQ(lobby_of(ann).read, Seq{3});
  EXPECT_EQ(lobby_of(ann).unread, 2U);
  EXPECT_EQ(lobby_of(bob).read, Seq{0});
  this->keep_read({{ann, lobby, {2}}, {bob, lobby, {5}}});
  EXPECT_EQ(lobby_of(ann).read, Seq{3});
  EXPECT_EQ(lobby_of(bob).unread, 0U);
  this->bench.reopen();
  EXPECT_EQ(lobby_of(ann).read, Seq{3});
}

TYPED_TEST_P(LogRooms, AreReadNoFurtherThanTheyGo) {
  this->say(ann);
  this->keep_read({{ann, lobby, {~0ULL}}});
  EXPECT_EQ(this->admit(ann).rooms.at(0).read, Seq{1});
  this->say(bob);
  EXPECT_EQ(this->admit(ann).rooms.at(0).unread, 1U);
}

TYPED_TEST_P(LogRooms, PassOverMarksOfWhoOrWhatIsNotThere) {
  this->say(ann);
  this->keep_read({{{"nobody"}, lobby, {1}}, {ann, {"nowhere"}, {1}}, {ann, lobby, {1}}});
  EXPECT_EQ(this->admit(ann).rooms.at(0).read, Seq{1});
}

TYPED_TEST_P(LogRooms, AreListedByNameWhileTheyAreOpen) {
  using protocol::RoomSummary;
  this->append(open(ann, "1", {"meadow"}, "cows"));
  this->append(open(ann, "2", garden));
  this->append(open(ann, "3", {"yard"}));
  this->does(bob, Join{}, {"meadow"});
  this->does(ann, Close{}, {"yard"});
  const auto first = this->rooms({.limit = 2});
  EXPECT_THAT(first.rooms, testing::ElementsAre(RoomSummary{garden, "", 1}, RoomSummary{lobby, "", 0}));
  EXPECT_TRUE(first.more);
  const auto rest = this->rooms({.after = lobby, .limit = 2});
  EXPECT_THAT(rest.rooms, testing::ElementsAre(RoomSummary{{"meadow"}, "cows", 2}));
  EXPECT_FALSE(rest.more);
}

TYPED_TEST_P(LogRooms, TellHowFarTheyHaveCome) {
  this->kept(open(ann, "1", garden));
  this->say(ann);
  const auto heads = this->bench.run(this->log().heads({garden, RoomName{"nowhere"}, room}));
  EXPECT_EQ(heads.value(), (std::vector<Seq>{{1}, {0}, {1}}));
}

TYPED_TEST_P(LogRooms, AreAsTheyWereWhenTheLogIsOpenedAgain) {
  this->append(open(ann, "1", garden, "birds"));
  this->does(bob, Join{}, garden);
  this->does(ann, SetTopic{"trees"}, garden);
  this->bench.reopen();
  EXPECT_EQ(this->record(garden), (RoomRecord{{3}, "trees", false, {ann.value, bob.value}}));
  EXPECT_EQ(this->does(ann, Open{"garden", {}}, garden, {Precondition::room_new}), Outcome{Conflict::room_exists});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(ann, Close{}, garden, {Precondition::opener})));
}

REGISTER_TYPED_TEST_SUITE_P(LogRooms, HasALobbyFromTheBeginningInWhichEverybodyIs,
                            BeginWithTheFactThatOpensThemAndItsMember, AreTheSameWhenTheirKeysAre, GainAndLoseMembers,
                            HaveATopicWhichIsSetOnce, AreClosedByWhoOpenedThemAndCanBeReadThen, AreOfAPersonOnlySoMany,
                            AreGivenToTheirMembersWhenTheyCome, ShowWhatWasStoredBesideWhoComes,
                            AreReadUpToAMarkThatNeverGoesBack, AreReadNoFurtherThanTheyGo,
                            PassOverMarksOfWhoOrWhatIsNotThere, AreListedByNameWhileTheyAreOpen, TellHowFarTheyHaveCome,
                            AreAsTheyWereWhenTheLogIsOpenedAgain);

}  // namespace chat::contract
