#pragma once
#include "chat/ports/log_contract_words.hpp"

/// What every Log gives to read.
namespace chat::contract {

template <class Bench> class LogReading : public LogContract<Bench> {};
TYPED_TEST_SUITE_P(LogReading);

TYPED_TEST_P(LogReading, ReadsPagesInBothDirections) {
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

TYPED_TEST_P(LogReading, GivesWhatIsBetweenTwoFacts) {
  for (int i = 1; i <= 9; ++i) this->say(ann);
  const auto page = this->read({.room = room, .before = Seq{8}, .after = Seq{3}, .limit = 3});
  EXPECT_EQ(this->seqs(page), (Seqs{4, 5, 6}));
  EXPECT_TRUE(page.more);
  const auto rest = this->read({.room = room, .before = Seq{8}, .after = Seq{6}, .limit = 3});
  EXPECT_EQ(this->seqs(rest), (Seqs{7}));
  EXPECT_FALSE(rest.more);
  EXPECT_EQ(this->seqs(this->read({.room = room, .before = Seq{4}, .after = Seq{3}, .limit = 3})), Seqs{});
  EXPECT_EQ(this->seqs(this->read({.room = room, .before = Seq{3}, .after = Seq{8}, .limit = 3})), Seqs{});
}

TYPED_TEST_P(LogReading, GivesWhatIsAroundAFact) {
  for (int i = 1; i <= 9; ++i) this->say(ann);
  const auto expect = [&](std::uint64_t around, const Seqs& seqs, bool more, bool newer) {
    const auto page = this->read({.room = room, .around = Seq{around}, .limit = 5});
    EXPECT_EQ(this->seqs(page), seqs);
    EXPECT_EQ(page.more, more);
    EXPECT_EQ(page.newer, newer);
  };
  expect(5, {3, 4, 5, 6, 7}, true, true);
  expect(1, {1, 2, 3}, false, true);
  expect(3, {1, 2, 3, 4, 5}, false, true);
  expect(9, {7, 8, 9}, true, false);
  expect(0, {1, 2, 3}, false, true);
  expect(~0ULL, {8, 9}, true, false);
}

TYPED_TEST_P(LogReading, GivesAThreadByItself) {
  const auto root = this->say(ann);
  this->say(ann, "beside");
  std::vector<std::uint64_t> all{root.value};
  for (int i = 0; i < 4; ++i) all.push_back(this->say(bob, "a reply", Seq{all.back()}).value);
  this->does(ann, Edit{root, "ho"});
  const auto expect = [&](PageRequest request, const Seqs& seqs, bool more) {
    request.room = room;
    request.thread = root;
    const auto page = this->read(std::move(request));
    EXPECT_EQ(this->seqs(page), seqs);
    EXPECT_EQ(page.more, more);
  };
  expect({.limit = 9}, all, false);
  expect({.limit = 2}, {5, 6}, true);
  expect({.limit = 4}, {3, 4, 5, 6}, true);
  expect({.before = Seq{5}, .limit = 2}, {3, 4}, true);
  expect({.before = Seq{4}, .limit = 9}, {1, 3}, false);
  expect({.after = Seq{0}, .limit = 2}, {1, 3}, true);
  expect({.after = Seq{1}, .limit = 9}, {3, 4, 5, 6}, false);
  expect({.around = Seq{4}, .limit = 3}, {3, 4, 5}, true);
  EXPECT_EQ(std::get<protocol::Said>(this->read({.room = room, .thread = root, .limit = 9}).facts.at(0)).text, "ho");
}

TYPED_TEST_P(LogReading, GivesAMessageWithoutRepliesAsAThreadOfOne) {
  const auto seq = this->say(ann);
  this->append(name(ann, "1", "Ann"));
  EXPECT_EQ(this->seqs(this->read({.room = room, .thread = seq, .limit = 9})), (Seqs{1}));
  EXPECT_EQ(this->seqs(this->read({.room = room, .thread = Seq{2}, .limit = 9})), Seqs{});
}

TYPED_TEST_P(LogReading, GivesFactsOfEveryKindAsTheyWereStored) {
  this->append(open(ann, "1", garden, "birds"));
  for (const auto& what : std::vector<What>{NewText{"hi", {}}, Pin{{2}}, Unpin{{2}}, React{{2}, "🐦"},
                                            Unreact{{2}, "🐦"}, SetTopic{"trees"}, Leave{}, Join{}, Close{}})
    this->does(ann, what, garden);
  this->append(name(ann, "2", "Ann"));
  const auto page = this->read({.room = garden, .limit = 99});
  const Person user{ann, "user0"};
  using namespace protocol;
  const auto at = [&](std::size_t i) { return time_of(page.facts.at(i)); };
  EXPECT_EQ(page.facts.at(0), Fact{(Opened{garden, {1}, at(0), user, "birds"})});
  EXPECT_EQ(page.facts.at(1), Fact{(Said{garden, {2}, at(1), user, "hi", {}, {}, {}})});
  EXPECT_EQ(page.facts.at(2), Fact{(Pinned{garden, {3}, at(2), user, {2}})});
  EXPECT_EQ(page.facts.at(3), Fact{(Unpinned{garden, {4}, at(3), user, {2}})});
  EXPECT_EQ(page.facts.at(4), Fact{(Reacted{garden, {5}, at(4), user, {2}, "🐦"})});
  EXPECT_EQ(page.facts.at(5), Fact{(Unreacted{garden, {6}, at(5), user, {2}, "🐦"})});
  EXPECT_EQ(page.facts.at(6), Fact{(TopicSet{garden, {7}, at(6), user, "trees"})});
  EXPECT_EQ(page.facts.at(7), Fact{(Left{garden, {8}, at(7), user})});
  EXPECT_EQ(page.facts.at(8), Fact{(Joined{garden, {9}, at(8), user})});
  EXPECT_EQ(page.facts.at(9), Fact{(Closed{garden, {10}, at(9), user})});
  EXPECT_EQ(page.facts.size(), 10U);
}

REGISTER_TYPED_TEST_SUITE_P(LogReading, ReadsPagesInBothDirections, GivesWhatIsBetweenTwoFacts, GivesWhatIsAroundAFact,
                            GivesAThreadByItself, GivesAMessageWithoutRepliesAsAThreadOfOne,
                            GivesFactsOfEveryKindAsTheyWereStored);

}  // namespace chat::contract
