#pragma once
#include "chat/model/name.hpp"
#include "chat/ports/log.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"

#include <cstdint>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

/// What every Log must keep, as tests. An adapter runs them with INSTANTIATE_TYPED_TEST_SUITE_P(Its, LogContract,
/// Bench), where Bench has: `kotori::Simulation simulation`, `Log& log()` on an empty store, and `void reopen()`, which
/// ends the log and opens what it has left.
namespace chat::contract {

inline const RoomName room{"lobby"};
inline const UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};
inline const UserId bob{"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"};

inline Intent text(const UserId& user, std::string client_id, std::string said = "hi") {
  return {room, {user, {"phone"}, {std::move(client_id)}}, NewText{std::move(said)}, {}};
}

inline Intent name(const UserId& user, std::string client_id, std::string wanted) {
  return {room,
          {user, {"phone"}, {std::move(client_id)}},
          NewName{make_name(wanted, 99).value()},
          {Precondition::name_free}};
}

template <class Bench> class LogContract : public testing::Test {
 protected:
  kotori::Simulation& simulation() { return bench.simulation; }
  Log& log() { return bench.log(); }

  Outcome append(Intent intent) { return simulation().run(log().append(std::move(intent))); }
  Visitor admit(const UserId& user) { return simulation().run(log().admit(user)).value(); }
  Page read(PageRequest request) { return simulation().run(log().read(std::move(request))).value(); }
  std::vector<Head> heads() { return simulation().run(log().heads()).value(); }

  /// Begins all of them in one turn, so that they wait together; their outcomes in the order they came.
  std::vector<Outcome> append_together(std::vector<Intent> intents) {
    std::vector<Outcome> outcomes;
    kotori::TaskGroup group;
    auto one = [&](Intent intent) -> kotori::Task<> { outcomes.push_back(co_await log().append(std::move(intent))); };
    simulation().run_on(simulation().loop(), [&] {
      for (auto& intent : intents) group.spawn(one(std::move(intent)));
    });
    return outcomes;
  }

  static std::uint64_t seq_of(const Outcome& outcome) { return protocol::seq_of(std::get<Stored>(outcome).fact).value; }
  static std::vector<std::uint64_t> seqs(const Page& page) {
    std::vector<std::uint64_t> all;
    for (const auto& fact : page.facts) all.push_back(protocol::seq_of(fact).value);
    return all;
  }

  Bench bench;
};

TYPED_TEST_SUITE_P(LogContract);

TYPED_TEST_P(LogContract, NumbersTheFactsOfARoomFromOneWithoutHoles) {
  this->admit(ann);
  for (std::uint64_t seq = 1; seq <= 3; ++seq)
    EXPECT_EQ(this->seq_of(this->append(text(ann, std::to_string(seq)))), seq);
  EXPECT_EQ(this->seqs(this->read({.room = room, .limit = 10})), (std::vector<std::uint64_t>{1, 2, 3}));
}

TYPED_TEST_P(LogContract, NumbersEachRoomByItself) {
  this->admit(ann);
  this->append(text(ann, "1"));
  auto elsewhere = text(ann, "2");
  elsewhere.room = {"garden"};
  EXPECT_EQ(this->seq_of(this->append(elsewhere)), 1U);
  EXPECT_THAT(this->heads(), testing::UnorderedElementsAre(Head{room, {1}}, Head{{"garden"}, {1}}));
}

TYPED_TEST_P(LogContract, KeepsTheOrderInWhichALoopAppends) {
  this->admit(ann);
  std::vector<Intent> intents;
  for (int i = 0; i < 50; ++i) intents.push_back(text(ann, std::to_string(i), "text " + std::to_string(i)));
  const auto outcomes = this->append_together(std::move(intents));
  for (std::size_t i = 0; i < 50; ++i) {
    const auto& said = std::get<protocol::Said>(std::get<Stored>(outcomes.at(i)).fact);
    EXPECT_EQ(said.seq.value, i + 1);
    EXPECT_EQ(said.text, "text " + std::to_string(i));
  }
}

TYPED_TEST_P(LogContract, AnswersARepeatWithTheFirstAnswer) {
  this->admit(ann);
  const auto first = std::get<protocol::Said>(std::get<Stored>(this->append(text(ann, "1"))).fact);
  this->append(text(ann, "2"));
  EXPECT_EQ(this->append(text(ann, "1")), Outcome{(Duplicate{room, first.seq, first.at})});
  EXPECT_EQ(this->read({.room = room, .limit = 10}).facts.size(), 2U);
}

TYPED_TEST_P(LogContract, AnswersARepeatThatWaitsBesideItsFirst) {
  this->admit(ann);
  const auto outcomes = this->append_together({text(ann, "1"), text(ann, "1")});
  EXPECT_TRUE(std::holds_alternative<Stored>(outcomes.at(0)));
  EXPECT_EQ(std::get<Duplicate>(outcomes.at(1)).seq, Seq{1});
}

TYPED_TEST_P(LogContract, FindsARepeatBeforeItLooksAtPreconditions) {
  this->admit(ann);
  this->admit(bob);
  this->append(name(ann, "1", "Wren"));
  this->append(name(ann, "2", "Ann"));
  this->append(name(bob, "1", "Wren"));
  EXPECT_EQ(std::get<Duplicate>(this->append(name(ann, "1", "Wren"))).seq, Seq{1});
}

TYPED_TEST_P(LogContract, RefusesAClientIdThatWasAnotherCommand) {
  this->admit(ann);
  this->append(text(ann, "1"));
  auto elsewhere = text(ann, "1");
  elsewhere.room = {"garden"};
  EXPECT_EQ(this->append(elsewhere), Outcome{Conflict::already_used});
  EXPECT_EQ(this->append(name(ann, "1", "Ann")), Outcome{Conflict::already_used});
}

TYPED_TEST_P(LogContract, KeepsTheClientIdsOfUsersAndDevicesApart) {
  this->admit(ann);
  this->admit(bob);
  auto laptop = text(ann, "1");
  laptop.by.device = {"laptop"};
  const auto outcomes = this->append_together({text(ann, "1"), text(bob, "1"), laptop});
  EXPECT_EQ(this->seq_of(outcomes.at(2)), 3U);
}

TYPED_TEST_P(LogContract, RefusesWhoWasNeverAdmitted) {
  EXPECT_EQ(this->append(text(ann, "1")), Outcome{Conflict::unknown_user});
}

TYPED_TEST_P(LogContract, GivesNewcomersNumbersThatAreNeverUsedAgain) {
  EXPECT_EQ(this->admit(ann), (Visitor{{ann, "user0"}, 0}));
  EXPECT_EQ(this->admit(bob), (Visitor{{bob, "user1"}, 1}));
  EXPECT_EQ(this->admit(ann), (Visitor{{ann, "user0"}, 0}));
}

TYPED_TEST_P(LogContract, WritesTheNameOfTheMomentIntoEachFact) {
  this->admit(ann);
  const auto outcomes = this->append_together({text(ann, "1"), name(ann, "2", "Ann"), text(ann, "3")});
  EXPECT_EQ(std::get<protocol::Said>(std::get<Stored>(outcomes.at(0)).fact).user.name, "user0");
  const auto renamed = std::get<protocol::Renamed>(std::get<Stored>(outcomes.at(1)).fact);
  EXPECT_EQ(renamed.was, "user0");
  EXPECT_EQ(renamed.user, (Person{ann, "Ann"}));
  EXPECT_EQ(std::get<protocol::Said>(std::get<Stored>(outcomes.at(2)).fact).user.name, "Ann");
  const auto page = this->read({.room = room, .limit = 10});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_EQ(page.facts.at(i), std::get<Stored>(outcomes.at(i)).fact);
}

TYPED_TEST_P(LogContract, GivesANameToOnePersonOnly) {
  this->admit(ann);
  this->admit(bob);
  const auto outcomes = this->append_together({name(ann, "1", "Wren"), name(bob, "1", "WREN"), text(bob, "2")});
  EXPECT_EQ(outcomes.at(1), Outcome{Conflict::name_taken});
  EXPECT_EQ(this->seq_of(outcomes.at(2)), 2U);
}

TYPED_TEST_P(LogContract, LetsAPersonChangeTheCaseOfTheirNameAndGivesAnOldNameAway) {
  this->admit(ann);
  this->admit(bob);
  const auto outcomes = this->append_together(
      {name(ann, "1", "wren"), name(ann, "2", "Wren"), name(ann, "3", "Ann"), name(bob, "1", "Wren")});
  for (const auto& outcome : outcomes) EXPECT_TRUE(std::holds_alternative<Stored>(outcome));
}

TYPED_TEST_P(LogContract, KeepsTextsByteForByte) {
  this->admit(ann);
  const std::vector<std::string> texts{"小鳥 🐦👩‍👩‍👧", "'; DROP TABLE facts; --",
                                       "e\u0301 \u202E <b>&amp;\r\n\t\\\"", std::string(16'000, 'x')};
  for (std::size_t i = 0; i < texts.size(); ++i) this->append(text(ann, std::to_string(i), texts[i]));
  this->bench.reopen();
  const auto page = this->read({.room = room, .limit = 10});
  for (std::size_t i = 0; i < texts.size(); ++i) EXPECT_EQ(std::get<protocol::Said>(page.facts.at(i)).text, texts[i]);
}

TYPED_TEST_P(LogContract, ReadsPagesInBothDirections) {
  using Seqs = std::vector<std::uint64_t>;
  this->admit(ann);
  for (int i = 1; i <= 5; ++i) this->append(text(ann, std::to_string(i)));
  const auto expect = [&](PageRequest request, const Seqs& seqs, bool more) {
    const auto page = this->read(std::move(request));
    EXPECT_EQ(this->seqs(page), seqs);
    EXPECT_EQ(page.more, more);
  };
  expect({.room = room, .limit = 2}, {4, 5}, true);
  expect({.room = room, .limit = 5}, {1, 2, 3, 4, 5}, false);
  expect({.room = room, .before = Seq{4}, .limit = 2}, {2, 3}, true);
  expect({.room = room, .before = Seq{2}, .limit = 2}, {1}, false);
  expect({.room = room, .before = Seq{~0ULL}, .limit = 1}, {5}, true);
  expect({.room = room, .after = Seq{1}, .limit = 2}, {2, 3}, true);
  expect({.room = room, .after = Seq{3}, .limit = 2}, {4, 5}, false);
  expect({.room = room, .after = Seq{5}, .limit = 2}, {}, false);
  expect({.room = {"nowhere"}, .limit = 2}, {}, false);
}

TYPED_TEST_P(LogContract, KeepsEverythingWhenItIsOpenedAgain) {
  this->admit(ann);
  this->append(name(ann, "1", "Ann"));
  const auto epoch = this->log().epoch();
  EXPECT_FALSE(epoch.value.empty());
  this->bench.reopen();
  EXPECT_EQ(this->log().epoch(), epoch);
  EXPECT_EQ(this->heads(), (std::vector{Head{room, {1}}}));
  EXPECT_EQ(this->admit(ann), (Visitor{{ann, "Ann"}, 0}));
  EXPECT_EQ(this->admit(bob), (Visitor{{bob, "user1"}, 1}));
  EXPECT_EQ(this->seq_of(this->append(text(ann, "2"))), 2U);
  EXPECT_EQ(std::get<Duplicate>(this->append(name(ann, "1", "Ann"))).seq, Seq{1});
}

REGISTER_TYPED_TEST_SUITE_P(LogContract, NumbersTheFactsOfARoomFromOneWithoutHoles, NumbersEachRoomByItself,
                            KeepsTheOrderInWhichALoopAppends, AnswersARepeatWithTheFirstAnswer,
                            AnswersARepeatThatWaitsBesideItsFirst, FindsARepeatBeforeItLooksAtPreconditions,
                            RefusesAClientIdThatWasAnotherCommand, KeepsTheClientIdsOfUsersAndDevicesApart,
                            RefusesWhoWasNeverAdmitted, GivesNewcomersNumbersThatAreNeverUsedAgain,
                            WritesTheNameOfTheMomentIntoEachFact, GivesANameToOnePersonOnly,
                            LetsAPersonChangeTheCaseOfTheirNameAndGivesAnOldNameAway, KeepsTextsByteForByte,
                            ReadsPagesInBothDirections, KeepsEverythingWhenItIsOpenedAgain);

}  // namespace chat::contract
