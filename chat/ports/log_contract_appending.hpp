#pragma once
#include "chat/ports/log_contract_words.hpp"

/// What every Log keeps to when facts are appended: numbers, order, repeats, preconditions, names.
namespace chat::contract {

template <class Bench> class LogAppending : public LogContract<Bench> {};
TYPED_TEST_SUITE_P(LogAppending);

TYPED_TEST_P(LogAppending, NumbersTheFactsOfARoomFromOneWithoutHoles) {
  for (std::uint64_t seq = 1; seq <= 3; ++seq)
    EXPECT_EQ(this->seq_of(this->append(text(ann, std::to_string(seq)))), seq);
  EXPECT_EQ(this->seqs(this->read({.room = room, .limit = 10})), (Seqs{1, 2, 3}));
}

TYPED_TEST_P(LogAppending, NumbersEachRoomByItself) {
  this->append(text(ann, "1"));
  this->append(open(ann, "2", garden));
  EXPECT_EQ(this->seq_of(this->append(text(ann, "3", "hi", garden))), 2U);
  EXPECT_EQ(this->seq_of(this->append(text(ann, "4"))), 2U);
}

TYPED_TEST_P(LogAppending, KeepsTheOrderInWhichALoopAppends) {
  std::vector<Intent> intents;
  for (int i = 0; i < 50; ++i) intents.push_back(text(ann, std::to_string(i), "text " + std::to_string(i)));
  const auto outcomes = this->append_together(std::move(intents));
  for (std::size_t i = 0; i < 50; ++i) {
    const auto& said = std::get<protocol::Said>(std::get<Stored>(outcomes.at(i)).fact);
    EXPECT_EQ(said.seq.value, i + 1);
    EXPECT_EQ(said.text, "text " + std::to_string(i));
  }
}

TYPED_TEST_P(LogAppending, AnswersARepeatWithTheFirstAnswer) {
  const auto first = std::get<protocol::Said>(std::get<Stored>(this->append(text(ann, "1"))).fact);
  this->append(text(ann, "2"));
  EXPECT_EQ(this->append(text(ann, "1")), Outcome{(Duplicate{room, first.seq, first.at})});
  EXPECT_EQ(this->read({.room = room, .limit = 10}).facts.size(), 2U);
}

TYPED_TEST_P(LogAppending, AnswersARepeatThatWaitsBesideItsFirst) {
  const auto outcomes = this->append_together({text(ann, "1"), text(ann, "1")});
  EXPECT_TRUE(std::holds_alternative<Stored>(outcomes.at(0)));
  EXPECT_EQ(std::get<Duplicate>(outcomes.at(1)).seq, Seq{1});
}

TYPED_TEST_P(LogAppending, FindsARepeatBeforeItLooksAtPreconditions) {
  this->append(name(ann, "1", "Wren"));
  this->append(name(ann, "2", "Ann"));
  this->append(name(bob, "1", "Wren"));
  EXPECT_EQ(std::get<Duplicate>(this->append(name(ann, "1", "Wren"))).seq, Seq{1});
}

TYPED_TEST_P(LogAppending, AnswersARepeatOfEveryKindAlsoWhenItCouldNotBeKeptAnew) {
  this->say(ann);
  this->append(open(ann, "open meadow", {"meadow"}));
  const std::vector<Intent> all{text(ann, "1"),
                                name(ann, "2", "Ann"),
                                intent(ann, "3", Edit{{1}, "ho"}),
                                intent(ann, "4", React{{1}, "🐦"}),
                                intent(ann, "5", Unreact{{1}, "🐦"}),
                                intent(ann, "6", Pin{{1}}),
                                intent(ann, "7", Unpin{{1}}),
                                intent(ann, "8", Delete{{1}}),
                                open(ann, "9", garden),
                                intent(ann, "10", SetTopic{"birds"}, garden),
                                intent(ann, "11", Leave{}, garden),
                                intent(ann, "12", Join{}, garden),
                                intent(ann, "13", Close{}, garden)};
  std::vector<protocol::Fact> first;
  for (const auto& each : all) first.push_back(this->kept(each));
  for (std::size_t i = 0; i < all.size(); ++i) {
    const Outcome repeat = Duplicate{all[i].room, protocol::seq_of(first[i]), protocol::time_of(first[i])};
    EXPECT_EQ(this->append(all[i]), repeat) << all[i].by.client_id.value;
    auto only_asked = all[i];
    only_asked.only_if = {Precondition::never};
    EXPECT_EQ(this->append(only_asked), repeat) << all[i].by.client_id.value;
    auto other_kind = all[(i + 1) % all.size()];
    other_kind.by = all[i].by;
    EXPECT_EQ(this->append(other_kind), Outcome{Conflict::already_used}) << all[i].by.client_id.value;
    auto other_room = all[i];
    other_room.room = {"meadow"};
    EXPECT_EQ(this->append(other_room), Outcome{Conflict::already_used}) << all[i].by.client_id.value;
  }
}

TYPED_TEST_P(LogAppending, KeepsNothingOfWhatOnlyAsksWhetherItWasKept) {
  auto asked = text(ann, "1");
  asked.only_if = {Precondition::never};
  EXPECT_EQ(this->append(asked), Outcome{Conflict::never});
  EXPECT_EQ(this->seq_of(this->append(text(ann, "1"))), 1U);
}

TYPED_TEST_P(LogAppending, LooksAtPreconditionsInTheirOrder) {
  using enum Precondition;
  const auto conflict = [&](std::vector<Precondition> only_if) {
    return this->does(bob, Edit{{99}, "ho"}, garden, std::move(only_if));
  };
  this->append(open(ann, "1", garden));
  this->does(ann, Close{}, garden);
  EXPECT_EQ(conflict({room_open, member, message_there}), Outcome{Conflict::room_closed});
  EXPECT_EQ(conflict({member, room_open, message_there}), Outcome{Conflict::not_a_member});
  EXPECT_EQ(conflict({message_there, room_open}), Outcome{Conflict::no_such_message});
  EXPECT_EQ(conflict({opener, room_open}), Outcome{Conflict::not_yours});
  EXPECT_EQ(conflict({never, room_open}), Outcome{Conflict::never});
}

TYPED_TEST_P(LogAppending, LooksAtPreconditionsBeforeItSaysThatItIsSoAlready) {
  this->append(open(ann, "1", garden));
  this->does(ann, Close{}, garden);
  EXPECT_EQ(this->does(ann, Join{}, garden), Outcome{Unchanged{}});
  EXPECT_EQ(this->does(ann, Join{}, garden, {Precondition::room_open}), Outcome{Conflict::room_closed});
}

TYPED_TEST_P(LogAppending, KeepsNothingInARoomThatIsNotThere) {
  EXPECT_EQ(this->append(text(ann, "1", "hi", garden)), Outcome{Conflict::unknown_room});
  EXPECT_EQ(this->does(ann, Join{}, garden, {Precondition::room_open}), Outcome{Conflict::unknown_room});
  EXPECT_FALSE(this->record(garden));
  EXPECT_TRUE(this->read({.room = garden, .limit = 2}).facts.empty());
}

TYPED_TEST_P(LogAppending, FailsNothingBesideARefusal) {
  const auto outcomes = this->append_together({text(ann, "1"), text(ann, "2", "hi", garden), text(ann, "3")});
  EXPECT_EQ(outcomes.at(1), Outcome{Conflict::unknown_room});
  EXPECT_EQ(this->seq_of(outcomes.at(2)), 2U);
}

TYPED_TEST_P(LogAppending, KeepsTheClientIdsOfUsersAndDevicesApart) {
  auto laptop = text(ann, "1");
  laptop.by.device = {"laptop"};
  const auto outcomes = this->append_together({text(ann, "1"), text(bob, "1"), laptop});
  EXPECT_EQ(this->seq_of(outcomes.at(2)), 3U);
}

TYPED_TEST_P(LogAppending, RefusesWhoWasNeverAdmitted) {
  const UserId stranger{"cccccccccccccccccccccccccccccccc"};
  EXPECT_EQ(this->append(text(stranger, "1")), Outcome{Conflict::unknown_user});
}

TYPED_TEST_P(LogAppending, GivesNewcomersNumbersThatAreNeverUsedAgain) {
  const UserId third{"cccccccccccccccccccccccccccccccc"};
  EXPECT_EQ(this->admit(third).visitor, (Visitor{{third, "user2"}, 2}));
  EXPECT_EQ(this->admit(ann).visitor, (Visitor{{ann, "user0"}, 0}));
  EXPECT_EQ(this->admit(bob).visitor, (Visitor{{bob, "user1"}, 1}));
}

TYPED_TEST_P(LogAppending, WritesTheNameOfTheMomentIntoEachFact) {
  const auto outcomes = this->append_together({text(ann, "1"), name(ann, "2", "Ann"), text(ann, "3")});
  EXPECT_EQ(std::get<protocol::Said>(std::get<Stored>(outcomes.at(0)).fact).user.name, "user0");
  const auto renamed = std::get<protocol::Renamed>(std::get<Stored>(outcomes.at(1)).fact);
  EXPECT_EQ(renamed.was, "user0");
  EXPECT_EQ(renamed.user, (Person{ann, "Ann"}));
  EXPECT_EQ(std::get<protocol::Said>(std::get<Stored>(outcomes.at(2)).fact).user.name, "Ann");
  const auto page = this->read({.room = room, .limit = 10});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(page.facts.at(i), std::get<Stored>(outcomes.at(i)).fact);
}

TYPED_TEST_P(LogAppending, GivesANameToOnePersonOnly) {
  const auto outcomes = this->append_together({name(ann, "1", "Wren"), name(bob, "1", "WREN"), text(bob, "2")});
  EXPECT_EQ(outcomes.at(1), Outcome{Conflict::name_taken});
  EXPECT_EQ(this->seq_of(outcomes.at(2)), 2U);
}

TYPED_TEST_P(LogAppending, LetsAPersonChangeTheCaseOfTheirNameAndGivesAnOldNameAway) {
  const auto outcomes = this->append_together(
      {name(ann, "1", "wren"), name(ann, "2", "Wren"), name(ann, "3", "Ann"), name(bob, "1", "Wren")});
  for (const auto& outcome : outcomes) EXPECT_TRUE(std::holds_alternative<Stored>(outcome));
}

TYPED_TEST_P(LogAppending, KeepsTextsByteForByte) {
  const std::vector<std::string> texts{"小鳥 🐦👩‍👩‍👧", "'; DROP TABLE facts; --",
                                       "e\u0301 \u202E <b>&amp;\r\n\t\\\"", std::string(16'000, 'x')};
  for (std::size_t i = 0; i < texts.size(); ++i) this->append(text(ann, std::to_string(i), texts[i]));
  this->bench.reopen();
  const auto page = this->read({.room = room, .limit = 10});
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(std::get<protocol::Said>(page.facts.at(i)).text, texts[i]);
}

TYPED_TEST_P(LogAppending, KeepsEverythingWhenItIsOpenedAgain) {
  this->append(name(ann, "1", "Ann"));
  const auto epoch = this->log().epoch();
  EXPECT_FALSE(epoch.value.empty());
  this->bench.reopen();
  EXPECT_EQ(this->log().epoch(), epoch);
  EXPECT_EQ(this->record(room)->head, Seq{1});
  EXPECT_EQ(this->admit(ann).visitor, (Visitor{{ann, "Ann"}, 0}));
  EXPECT_EQ(this->seq_of(this->append(text(ann, "2"))), 2U);
  EXPECT_EQ(std::get<Duplicate>(this->append(name(ann, "1", "Ann"))).seq, Seq{1});
}

REGISTER_TYPED_TEST_SUITE_P(LogAppending, NumbersTheFactsOfARoomFromOneWithoutHoles, NumbersEachRoomByItself,
                            KeepsTheOrderInWhichALoopAppends, AnswersARepeatWithTheFirstAnswer,
                            AnswersARepeatThatWaitsBesideItsFirst, FindsARepeatBeforeItLooksAtPreconditions,
                            AnswersARepeatOfEveryKindAlsoWhenItCouldNotBeKeptAnew,
                            KeepsNothingOfWhatOnlyAsksWhetherItWasKept, LooksAtPreconditionsInTheirOrder,
                            LooksAtPreconditionsBeforeItSaysThatItIsSoAlready, KeepsNothingInARoomThatIsNotThere,
                            FailsNothingBesideARefusal, KeepsTheClientIdsOfUsersAndDevicesApart,
                            RefusesWhoWasNeverAdmitted, GivesNewcomersNumbersThatAreNeverUsedAgain,
                            WritesTheNameOfTheMomentIntoEachFact, GivesANameToOnePersonOnly,
                            LetsAPersonChangeTheCaseOfTheirNameAndGivesAnOldNameAway, KeepsTextsByteForByte,
                            KeepsEverythingWhenItIsOpenedAgain);

}  // namespace chat::contract
