#pragma once
#include "chat/ports/log_contract_words.hpp"

/// What every Log makes of messages: edits, deletion, reactions, pins, threads.
namespace chat::contract {

template <class Bench> class LogMessages : public LogContract<Bench> {};
TYPED_TEST_SUITE_P(LogMessages);

TYPED_TEST_P(LogMessages, HaveTheTextOfTheirLastEdit) {
  const auto seq = this->say(ann, "hi");
  EXPECT_FALSE(this->message(seq).state);
  this->does(ann, Edit{seq, "ho"});
  const auto edited = std::get<protocol::Edited>(std::get<Stored>(this->does(ann, Edit{seq, "hey"})).fact);
  EXPECT_EQ(edited.message, seq);
  EXPECT_EQ(edited.text, "hey");
  EXPECT_EQ(this->message(seq).text, "hey");
  EXPECT_EQ(this->message(seq).state, (MessageState{.edited = edited.seq}));
  EXPECT_EQ(std::get<protocol::Edited>(this->read({.room = room, .limit = 9}).facts.at(1)).text, "ho");
}

TYPED_TEST_P(LogMessages, AreOfWhoSaidThem) {
  using enum Precondition;
  const auto seq = this->say(ann);
  EXPECT_EQ(this->does(bob, Edit{seq, "ho"}, room, {own_message}), Outcome{Conflict::not_yours});
  EXPECT_EQ(this->does(bob, Delete{seq}, room, {message_there, own_message}), Outcome{Conflict::not_yours});
  EXPECT_EQ(this->message(seq).text, "hi");
}

TYPED_TEST_P(LogMessages, AreOnlyWhatWasSaidAndNotDeleted) {
  this->append(name(ann, "1", "Ann"));
  const auto deleted = this->say(ann);
  this->does(ann, Delete{deleted});
  for (const auto seq : {Seq{0}, Seq{1}, deleted, Seq{99}, Seq{~0ULL}})
    for (const auto& what : std::vector<What>{NewText{"hi", seq}, Edit{seq, "ho"}, Delete{seq}, React{seq, "🐦"},
                                              Unreact{seq, "🐦"}, Pin{seq}, Unpin{seq}}) {
      EXPECT_EQ(this->does(ann, what), Outcome{Conflict::no_such_message});
      EXPECT_EQ(this->does(ann, what, room, {Precondition::own_message}), Outcome{Conflict::no_such_message});
    }
  EXPECT_EQ(this->record(room)->head, Seq{3});
}

TYPED_TEST_P(LogMessages, LoseTheirTextAndAllElseWhenTheyAreDeleted) {
  const auto seq = this->say(ann, "hi");
  this->does(ann, Edit{seq, "ho"});
  this->does(bob, React{seq, "🐦"});
  this->does(bob, Pin{seq});
  this->say(bob, "a reply", seq);
  const auto deleted = std::get<protocol::Deleted>(std::get<Stored>(this->does(ann, Delete{seq})).fact);
  EXPECT_EQ(deleted.message, seq);
  EXPECT_EQ(this->message(seq).text, "");
  EXPECT_EQ(this->message(seq).state, (MessageState{.deleted = deleted.seq, .replies = 1}));
  EXPECT_EQ(std::get<protocol::Edited>(this->read({.room = room, .limit = 9}).facts.at(1)).text, "");
  EXPECT_EQ(this->seqs(this->read({.room = room, .limit = 9})), (Seqs{1, 2, 3, 4, 5, 6}));
}

TYPED_TEST_P(LogMessages, ShowWhoReacted) {
  const auto seq = this->say(ann);
  this->does(bob, React{seq, "🐦"});
  this->does(ann, React{seq, "🐦"});
  this->does(ann, React{seq, "🌳"});
  EXPECT_EQ(this->does(ann, React{seq, "🌳"}), Outcome{Unchanged{}});
  EXPECT_EQ(this->does(bob, Unreact{seq, "🌳"}), Outcome{Unchanged{}});
  const std::vector<Reaction> both{{"🐦", 2, {bob, ann}}, {"🌳", 1, {ann}}};
  EXPECT_EQ(this->message(seq).state, (MessageState{.reactions = both}));
  const auto taken = this->does(bob, Unreact{seq, "🐦"});
  EXPECT_EQ(std::get<protocol::Unreacted>(std::get<Stored>(taken).fact).emoji, "🐦");
  this->does(ann, Unreact{seq, "🌳"});
  EXPECT_EQ(this->message(seq).state, (MessageState{.reactions = std::vector<Reaction>{{"🐦", 1, {ann}}}}));
  this->does(ann, Unreact{seq, "🐦"});
  EXPECT_FALSE(this->message(seq).state);
}

TYPED_TEST_P(LogMessages, NameTheFirstOfVeryManyWhoReacted) {
  const auto seq = this->say(ann);
  std::vector<UserId> crowd;
  for (std::size_t i = 0; i < most_users_named + 5; ++i) {
    crowd.push_back({std::string(30, 'c') + std::to_string(10 + i)});
    this->admit(crowd.back());
    this->does(crowd.back(), React{seq, "🐦"});
  }
  const auto expect = [&](std::size_t count, std::vector<UserId> users) {
    EXPECT_EQ(this->message(seq).state->reactions->at(0),
              (Reaction{"🐦", static_cast<std::uint32_t>(count), std::move(users)}));
  };
  expect(crowd.size(), {crowd.begin(), crowd.begin() + most_users_named});
  this->does(crowd.back(), Unreact{seq, "🐦"});
  crowd.pop_back();
  expect(crowd.size(), {crowd.begin(), crowd.begin() + most_users_named});
  this->does(crowd.at(3), Unreact{seq, "🐦"});
  crowd.erase(crowd.begin() + 3);
  expect(crowd.size(), {crowd.begin(), crowd.begin() + most_users_named});
}

TYPED_TEST_P(LogMessages, HaveOnlySoManyKindsOfReactions) {
  const auto seq = this->say(ann);
  for (std::size_t i = 0; i < most_reactions; ++i)
    this->does(ann, React{seq, std::string(1, static_cast<char>('a' + i))});
  EXPECT_EQ(this->does(bob, React{seq, "🐦"}), Outcome{Conflict::too_many});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(bob, React{seq, "a"})));
  this->does(ann, Unreact{seq, "b"});
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(bob, React{seq, "🐦"})));
}

TYPED_TEST_P(LogMessages, ArePinnedOnce) {
  const auto seq = this->say(ann);
  EXPECT_EQ(this->does(bob, Unpin{seq}), Outcome{Unchanged{}});
  const auto pinned = std::get<protocol::Pinned>(std::get<Stored>(this->does(bob, Pin{seq})).fact);
  EXPECT_EQ(this->does(ann, Pin{seq}), Outcome{Unchanged{}});
  EXPECT_EQ(this->message(seq).state, (MessageState{.pinned = pinned.seq}));
  EXPECT_TRUE(std::holds_alternative<Stored>(this->does(ann, Unpin{seq})));
  EXPECT_FALSE(this->message(seq).state);
}

TYPED_TEST_P(LogMessages, AreInTheThreadOfWhatTheyReplyTo) {
  const auto root = this->say(ann);
  const auto answer = std::get<protocol::Said>(this->kept(reply(bob, "1", root)));
  EXPECT_EQ(answer.reply_to, root);
  EXPECT_EQ(answer.thread, root);
  const auto deeper = std::get<protocol::Said>(this->kept(reply(ann, "2", answer.seq)));
  EXPECT_EQ(deeper.reply_to, answer.seq);
  EXPECT_EQ(deeper.thread, root);
  EXPECT_EQ(this->message(deeper.seq), deeper);
  EXPECT_EQ(this->message(root).state, (MessageState{.replies = 2}));
  EXPECT_FALSE(this->message(answer.seq).state);
}

TYPED_TEST_P(LogMessages, AreAsTheyWereWhenTheLogIsOpenedAgain) {
  const auto seq = this->say(ann);
  this->does(ann, Edit{seq, "ho"});
  this->does(bob, React{seq, "🐦"});
  this->does(bob, Pin{seq});
  this->say(bob, "a reply", seq);
  const auto before = this->message(seq);
  this->bench.reopen();
  EXPECT_EQ(this->message(seq), before);
  EXPECT_EQ(this->does(bob, React{seq, "🐦"}), Outcome{Unchanged{}});
  EXPECT_EQ(this->does(bob, Pin{seq}), Outcome{Unchanged{}});
}

REGISTER_TYPED_TEST_SUITE_P(LogMessages, HaveTheTextOfTheirLastEdit, AreOfWhoSaidThem, AreOnlyWhatWasSaidAndNotDeleted,
                            LoseTheirTextAndAllElseWhenTheyAreDeleted, ShowWhoReacted, NameTheFirstOfVeryManyWhoReacted,
                            HaveOnlySoManyKindsOfReactions, ArePinnedOnce, AreInTheThreadOfWhatTheyReplyTo,
                            AreAsTheyWereWhenTheLogIsOpenedAgain);

}  // namespace chat::contract
