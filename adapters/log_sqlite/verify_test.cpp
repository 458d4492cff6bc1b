#include "adapters/log_sqlite/verify.hpp"

#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/log_sqlite/test_history.hpp"
#include "adapters/sqlite/database.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace adapters {
namespace {

using sqlite::Database;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;
using Lines = std::vector<std::string>;

struct Verify : testing::Test {
  Verify() { make_history(file); }

  /// What is found after this was done to the database. Unlike the program, SQLite lets it be.
  Lines after(const char* damage) {
    {
      Database database{file, Database::Role::writer};
      database.run("PRAGMA foreign_keys = OFF");
      database.run(damage);
    }
    Lines lines;
    verdict = verify(file, [&](const std::string& line) { lines.push_back(line); });
    EXPECT_EQ(verdict.damages, lines.size());
    return lines;
  }

  void make_again() {
    std::filesystem::remove(file);
    make_history(file);
  }

  TestDirectory directory;
  std::filesystem::path file = directory.path() / "kotori.db";
  Verdict verdict;
};

}  // namespace

TEST_F(Verify, FindsNothingWrongInWhatIsRightAndCountsIt) {
  EXPECT_THAT(after(""), IsEmpty());
  EXPECT_EQ(verdict.rooms, 2U);
  EXPECT_EQ(verdict.facts, 19U);
  EXPECT_EQ(verdict.people, 3U);
}

TEST_F(Verify, FindsNothingWrongWhereNobodyHasBeenYet) {
  std::filesystem::remove(file);
  make_history(file, "");
  EXPECT_THAT(after(""), IsEmpty());
  EXPECT_EQ(verdict.rooms, 1U);
}

TEST_F(Verify, WritesNothing) {
  const auto before = ask(file, "PRAGMA schema_version");
  const auto changed = std::filesystem::last_write_time(file);
  after("");
  EXPECT_EQ(std::filesystem::last_write_time(file), changed);
  EXPECT_EQ(ask(file, "PRAGMA schema_version"), before);
}

TEST_F(Verify, SaysWhichSeqsAreMissing) {
  EXPECT_THAT(after("DELETE FROM facts WHERE room = 7 AND seq IN (3, 4)"),
              Contains(R"(room "Garden", seq 3 to 4: are missing)"));
  EXPECT_THAT(after("DELETE FROM facts WHERE room = 1 AND seq = 1"), Contains(R"(room "lobby", seq 1: is missing)"));
}

TEST_F(Verify, SaysWhichHeadIsNotItsLastFact) {
  EXPECT_THAT(after("UPDATE rooms SET head = 14 WHERE name = 'lobby'"),
              ElementsAre(R"(room "lobby": head is 14, should be 13, its last fact)"));
}

TEST_F(Verify, FindsASeqThatIsThereTwice) {
  EXPECT_THAT(after("DROP INDEX facts_by_place; CREATE INDEX facts_by_place ON facts (room, seq);"
                    "UPDATE facts SET seq = 1, kind = 12, message = NULL WHERE room = 1 AND seq = 9;"),
              Contains(R"(room "lobby", seq 1: is there more than once)"));
}

TEST_F(Verify, FindsACommandThatMadeTwoFacts) {
  EXPECT_THAT(after("DROP INDEX facts_by_origin"), ElementsAre("the schema: the index facts_by_origin is missing"));
  // Also under an index that is there, and does not know.
  EXPECT_THAT(after("CREATE INDEX facts_by_origin ON facts (author, device, client_id);"
                    "UPDATE facts SET client_id = '2' WHERE room = 1 AND seq = 4"),
              ElementsAre(R"(facts, room 1, seq 2: command "2" of device "d" of person 0 made another fact, too)",
                          R"(facts, room 1, seq 4: command "2" of device "d" of person 0 made another fact, too)"));
}

TEST_F(Verify, FindsAnAuthorWhomNobodyKnows) {
  EXPECT_THAT(after("UPDATE facts SET author = 9 WHERE room = 7 AND seq = 5"),
              ElementsAre("facts, room 7, seq 5: author is 9, which is not in people"));
}

TEST_F(Verify, FindsWhatBelongsToARoomThatIsNotThere) {
  EXPECT_THAT(after("UPDATE facts SET room = 8 WHERE room = 7 AND seq = 6"),
              Contains("facts, room 8, seq 6: room is 8, which is not in rooms"));
  EXPECT_THAT(after("INSERT INTO cursors VALUES (1, 5, 1)"),
              Contains("cursors, person 1, room 5: room is 5, which is not in rooms"));
}

TEST_F(Verify, FindsAStateThatIsNotAsItsFactsSay) {
  EXPECT_THAT(after("UPDATE states SET edited = 4 WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: edited is 4, should be 5)"));
  EXPECT_THAT(after("UPDATE states SET edited = 5, pinned = NULL WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: pinned is 0, should be 9)"));
  EXPECT_THAT(after("UPDATE states SET pinned = 9, replies = 3 WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: replies is 3, should be 2)"));
  EXPECT_THAT(after("UPDATE states SET replies = 2 WHERE seq = 2; DELETE FROM states WHERE seq = 10"),
              ElementsAre(R"(room "lobby", state of seq 10: deleted is 0, should be 13)"));
  EXPECT_THAT(after("INSERT INTO states (room, seq, deleted) VALUES (1, 10, 13), (1, 3, 13)"),
              ElementsAre(R"(room "lobby", state of seq 3: deleted is 13, should be 0)"));
}

TEST_F(Verify, FindsReactionsThatAreNotAsTheFactsSay) {
  EXPECT_THAT(after("UPDATE states SET reactions = '' WHERE seq = 2"),
              ElementsAre(R"(room "lobby", state of seq 2: reactions are none, should be "Y" by 1: )"
                          "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
  EXPECT_THAT(after("UPDATE states SET reactions = 'Y' WHERE seq = 2"),
              ElementsAre(StartsWith(R"(room "lobby", state of seq 2: reactions are "Y", should be )")));
  make_again();
  EXPECT_THAT(after("UPDATE reactions SET author = 0"),
              ElementsAre(R"(room "lobby", reaction "Y" of person 0 to seq 2: no fact gave it)",
                          R"(room "lobby", reaction "Y" of person 1 to seq 2: is missing, seq 6 gave it)"));
  EXPECT_THAT(after("UPDATE reactions SET author = 1, seq = 7"),
              ElementsAre(R"(room "lobby", reaction "Y" of person 1 to seq 2: seq is 7, should be 6)"));
}

TEST_F(Verify, FindsMembersWhoAreNone) {
  EXPECT_THAT(after("INSERT INTO members VALUES (1, 7)"),
              ElementsAre(R"(room "Garden": person 1 is kept as a member, and by the facts is none)"));
  EXPECT_THAT(after("DELETE FROM members WHERE person < 2"),
              ElementsAre(R"(room "Garden": person 0 is a member by the facts, and is not kept as one)"));
}

TEST_F(Verify, FindsARoomThatIsNotAsItsFactsSay) {
  EXPECT_THAT(after("UPDATE rooms SET topic = 'grass', closed = 0, opener = NULL WHERE id = 7"),
              ElementsAre(R"(room "Garden": topic is "grass", should be "roses")",
                          R"(room "Garden": closed is false, should be true)",
                          R"(room "Garden": opener is person -1, should be 0)"));
}

TEST_F(Verify, FindsAThreadThatIsNotThatOfTheMessageRepliedTo) {
  EXPECT_THAT(after("UPDATE facts SET thread = 3 WHERE room = 1 AND seq = 4"),
              ElementsAre(R"(room "lobby", seq 4: thread is 3, should be 2)"));
}

TEST_F(Verify, FindsAFactAboutNoMessage) {
  EXPECT_THAT(after("UPDATE facts SET message = 1 WHERE room = 1 AND seq = 9"),
              Contains(R"(room "lobby", seq 9: is about seq 1, which is no message)"));
  EXPECT_THAT(after("UPDATE facts SET message = 9 WHERE room = 1 AND seq = 3"),
              Contains(R"(room "lobby", seq 3: replies to seq 9, which is no message)"));
}

TEST_F(Verify, FindsTheTextOfADeletedMessage) {
  EXPECT_THAT(after("UPDATE facts SET body = 'secret' WHERE room = 1 AND seq = 10"),
              ElementsAre(R"(room "lobby", seq 10: was deleted by seq 13, and has its text)"));
  EXPECT_THAT(after("UPDATE facts SET body = '' WHERE seq = 10; UPDATE facts SET body = 'secret' WHERE seq = 11"),
              ElementsAre(R"(room "lobby", seq 11: was deleted by seq 13, and has its text)"));
}

TEST_F(Verify, FindsAMessageThatHasLostItsText) {
  EXPECT_THAT(after("UPDATE facts SET body = '' WHERE room = 1 AND seq = 2"),
              ElementsAre(R"(room "lobby", seq 2: has lost its text)"));
}

TEST_F(Verify, FindsACursorBeyondItsHead) {
  EXPECT_THAT(after("UPDATE cursors SET seq = 14 WHERE person = 0"),
              ElementsAre(R"(room "lobby": person 0 has read up to seq 14, the head is 13)"));
}

TEST_F(Verify, FindsNamesAndKeysThatAreNotAsTheyShouldBe) {
  EXPECT_THAT(after("UPDATE people SET name_key = 'anne' WHERE number = 0"),
              ElementsAre(R"(person 0: key of name "Ann" is "anne", should be "ann")"));
  EXPECT_THAT(after("UPDATE people SET name_key = 'ann', name = 'ANN' WHERE number = 0"),
              ElementsAre(R"(person 0: name is "ANN", should be "Ann")"));
  EXPECT_THAT(after("UPDATE people SET name = 'Ann' WHERE number = 0; UPDATE log SET newcomers = 2"),
              ElementsAre("person 2: only 2 numbers have been given"));
}

TEST_F(Verify, LetsAnOldNameKeepItsOldKeyWhereTheNewOneIsTaken) {
  EXPECT_THAT(after("UPDATE people SET name_key = 'the old key', name = 'ANN' WHERE number = 1;"
                    "UPDATE facts SET kind = 2, name = 'ANN', body = 'user1' WHERE room = 1 AND seq = 9;"
                    "UPDATE facts SET message = NULL WHERE room = 1 AND seq = 9;"
                    "UPDATE states SET pinned = NULL WHERE seq = 2"),
              IsEmpty());
}

TEST_F(Verify, FindsTwoRoomsOfTheSameKey) {
  EXPECT_THAT(after("DROP INDEX rooms_by_key; CREATE INDEX rooms_by_key ON rooms (key);"
                    "INSERT INTO rooms (name, key, head) VALUES ('garden', 'garden', 0)"),
              ElementsAre(R"(rooms: key "garden" is there 2 times)"));
}

TEST_F(Verify, FindsAFactWhereItHasNoPlace) {
  EXPECT_THAT(after("UPDATE facts SET kind = 99 WHERE room = 7 AND seq = 5"),
              Contains(R"(room "Garden", seq 5: is of kind 99, which there is not)"));
  EXPECT_THAT(after("UPDATE facts SET kind = 13 WHERE room = 7 AND seq = 5"),
              Contains(R"(room "Garden", seq 6: comes after the room was closed)"));
  EXPECT_THAT(after("UPDATE facts SET kind = 2 WHERE room = 7 AND seq = 5"),
              Contains(R"(room "Garden", seq 5: is of kind 2, which has no place in this room)"));
}

TEST_F(Verify, FindsALogWithoutALobby) {
  EXPECT_THAT(after("UPDATE rooms SET name = 'Lobby' WHERE id = 1"), Contains("rooms: the lobby is missing"));
}

TEST_F(Verify, FindsALogWithoutALife) {
  EXPECT_THAT(after("DELETE FROM log"), Contains("log: has 0 rows, should have 1"));
}

TEST_F(Verify, SaysWhereSqliteFindsItsFileDamaged) {
  after("PRAGMA wal_checkpoint(TRUNCATE)");
  const auto page = std::stoll(ask(file, "SELECT rootpage FROM sqlite_schema WHERE name = 'facts'").front());
  std::fstream bytes{file, std::ios::in | std::ios::out | std::ios::binary};
  bytes.seekp(page * 4096 - 1'000);
  bytes << std::string(1'000, 'x');
  bytes.close();
  Lines lines;
  EXPECT_GT(verify(file, [&](const std::string& line) { lines.push_back(line); }).damages, 0U);
  EXPECT_THAT(lines, Contains(StartsWith("the file: ")));
}

TEST_F(Verify, ShowsNothingThatATerminalWouldActOn) {
  EXPECT_THAT(after("UPDATE rooms SET topic = char(27) || '[2J' WHERE id = 7"),
              ElementsAre(R"(room "Garden": topic is "\u001b[2J", should be "roses")"));
}

TEST_F(Verify, TellsAThousandDamagesAndCountsTheOthers) {
  std::string many;
  for (int seq = 1; seq <= 1'001; ++seq)
    many += fmt::format("INSERT INTO states (room, seq, edited) VALUES (7, {}, 1);", seq);
  Database{file, Database::Role::writer}.run(many.c_str());
  Lines lines;
  EXPECT_EQ(verify(file, [&](const std::string& line) { lines.push_back(line); }).damages, 1'001U);
  EXPECT_THAT(lines, SizeIs(most_told));
}

TEST_F(Verify, NeedsADatabaseOfItsOwnSchema) {
  const auto said = [](const std::filesystem::path& path) -> std::string {
    try {
      verify(path, [](const std::string&) {});
      return "";
    } catch (const std::runtime_error& refusal) {
      return refusal.what();
    }
  };
  EXPECT_THAT(said(directory.path() / "none.db"), HasSubstr("there is no database"));
  std::ofstream{directory.path() / "no.db"} << std::string(5'000, 'x');
  EXPECT_THAT(said(directory.path() / "no.db"), HasSubstr("no.db: file is not a database"));
  Database{file, Database::Role::writer}.run("PRAGMA user_version = 3");
  EXPECT_THAT(said(file), HasSubstr("has schema 3, this program reads 2"));
  Database{file, Database::Role::writer}.run("PRAGMA user_version = 1");
  EXPECT_THAT(said(file), HasSubstr("`kotori serve` brings it there"));
}

}  // namespace adapters
