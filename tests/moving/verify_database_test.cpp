#include "adapters/log_postgres/test_node.hpp"
#include "adapters/log_postgres/verify.hpp"
#include "tests/moving/moving.hpp"

#include <atomic>
#include <gmock/gmock.h>
#include <thread>

/// `kotori verify --database`: one damage of each kind, as in verify_test.cpp of log_sqlite.
namespace adapters {
namespace {
using postgres::Session;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

struct VerifyDatabase : Moving {
  VerifyDatabase() { EXPECT_THAT(move(), IsEmpty()); }

  Lines after(const std::string& damage) {
    if (!damage.empty()) Session{there}.run(damage);
    Lines lines;
    verdict = verify_database(there.url, [&](const std::string& line) { lines.push_back(line); });
    EXPECT_EQ(verdict.damages, lines.size());
    return lines;
  }
  std::string epoch_there() const { return asked("SELECT epoch FROM log"); }

  Verdict verdict;
};

}  // namespace

TEST_F(VerifyDatabase, FindsNothingWrongInWhatIsRightAndCountsIt) {
  EXPECT_THAT(after(""), IsEmpty());
  EXPECT_EQ(verdict.rooms, 2U);
  EXPECT_EQ(verdict.facts, 19U);
  EXPECT_EQ(verdict.people, 3U);
}

TEST_F(VerifyDatabase, FindsWhatIsMissingOrThereTwice) {
  EXPECT_THAT(after("DELETE FROM facts WHERE room = 7 AND seq IN (3, 4)"),
              Contains(R"(room "Garden", seq 3 to 4: are missing)"));
  EXPECT_THAT(after("UPDATE rooms SET head = 14 WHERE name = 'lobby'"),
              Contains(R"(room "lobby": head is 14, should be 13, its last fact)"));
}

TEST_F(VerifyDatabase, FindsACommandThatMadeTwoFacts) {
  EXPECT_THAT(after("DROP INDEX facts_by_origin"),
              ElementsAre("the schema: the index facts_by_origin is missing, or not valid"));
  EXPECT_THAT(after("UPDATE facts SET client_id = '2' WHERE room = 1 AND seq = 4"),
              Contains(R"(facts, room 1, seq 4: command "2" of device "d" of person 0 made another fact, too)"));
}

TEST_F(VerifyDatabase, FindsWhatRefersToNobodyAndNothing) {
  EXPECT_THAT(after("UPDATE facts SET author = 9 WHERE room = 7 AND seq = 5"),
              ElementsAre("facts, room 7, seq 5: author is 9, which is not in people"));
  EXPECT_THAT(after("INSERT INTO states (room, seq) VALUES (5, 1)"),
              Contains("states, room 5, seq 1: room is 5, which is not in rooms"));
}

TEST_F(VerifyDatabase, FindsStatesAndReactionsThatAreNotAsTheFactsSay) {
  EXPECT_THAT(after("UPDATE states SET edited = 4 WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: edited is 4, should be 5)"));
  EXPECT_THAT(after("UPDATE states SET edited = 5, reactions = '[]' WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: reactions are none, should be "Y" by 1: )" + bob.value));
  EXPECT_THAT(after("UPDATE reactions SET author = 0"),
              Contains(R"(room "lobby", reaction "Y" of person 1 to seq 2: is missing, seq 6 gave it)"));
}

TEST_F(VerifyDatabase, FindsMembersRoomsCursorsAndNamesThatAreNotAsTheFactsSay) {
  EXPECT_THAT(after("INSERT INTO members VALUES (1, 7)"),
              ElementsAre(R"(room "Garden": person 1 is kept as a member, and by the facts is none)"));
  EXPECT_THAT(after("DELETE FROM members WHERE person = 1; UPDATE rooms SET closed = false WHERE id = 7"),
              ElementsAre(R"(room "Garden": closed is false, should be true)"));
  EXPECT_THAT(after("UPDATE rooms SET closed = true WHERE id = 7; UPDATE cursors SET seq = 14 WHERE person = 0"),
              ElementsAre(R"(room "lobby": person 0 has read up to seq 14, the head is 13)"));
  EXPECT_THAT(
      after("UPDATE cursors SET seq = 13 WHERE person = 0; UPDATE people SET name_key = 'anne' WHERE number = 0"),
      ElementsAre(R"(person 0: key of name "Ann" is "anne", should be "ann")"));
}

TEST_F(VerifyDatabase, FindsTheTextOfADeletedMessage) {
  EXPECT_THAT(after("UPDATE facts SET body = 'secret' WHERE room = 1 AND seq = 10"),
              ElementsAre(R"(room "lobby", seq 10: was deleted by seq 13, and has its text)"));
  EXPECT_THAT(after("UPDATE facts SET body = '' WHERE room = 1 AND seq IN (2, 10)"),
              ElementsAre(R"(room "lobby", seq 2: has lost its text)"));
}

TEST_F(VerifyDatabase, SeesOneMomentWhileANodeServes) {
  TestNode node{there};
  std::atomic<bool> done = false;
  std::thread writer{[&] {
    for (int i = 0; !done; ++i) {
      node.append(says(bob, std::to_string(i)));
      auto reacts = says(bob, "r" + std::to_string(i));
      reacts.what = chat::React{{static_cast<std::uint64_t>(14 + 2 * i)}, "Y"};
      node.append(reacts);
    }
  }};
  for (int times = 0; times < 20; ++times) EXPECT_THAT(after(""), IsEmpty());
  done = true;
  writer.join();
  EXPECT_GT(verdict.facts, 19U);
}

TEST_F(VerifyDatabase, NeedsAChatOfThisProgramsSchema) {
  Session{there}.run("UPDATE schema SET version = 99, serves = 99");
  EXPECT_THAT(why_not([&] { after(""); }), HasSubstr("made by a newer kotori"));
  there = postgres::TestServer::shared().new_database();
  EXPECT_THAT(why_not([&] { after(""); }), HasSubstr("there is no chat in it"));
}

TEST_F(VerifyDatabase, ThatWasRestoredBeginsAnewWhenItIsRight) {
  const auto tell = [](const std::string&) {};
  EXPECT_EQ(begin_anew(there.url, tell).damages, 0U);
  const auto anew = epoch_there();
  EXPECT_NE(anew, "the first");
  EXPECT_EQ(TestNode{there}.log().epoch(), chat::Epoch{anew});
  Session{there}.run("UPDATE rooms SET head = 14 WHERE name = 'lobby'");
  EXPECT_EQ(begin_anew(there.url, tell).damages, 1U);
  EXPECT_EQ(epoch_there(), anew);
  Session{there}.run("INSERT INTO nodes VALUES ('n1', 1, now())");
  EXPECT_THAT(why_not([&] { begin_anew(there.url, tell); }), HasSubstr("the node n1 serves it"));
}

}  // namespace adapters
