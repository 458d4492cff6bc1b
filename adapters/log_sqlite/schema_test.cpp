#include "adapters/log_sqlite/schema.hpp"

#include "adapters/log_sqlite/test_directory.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::sqlite {
namespace {

using Texts = std::vector<std::string>;

/// What the first program made, with people and facts in it.
constexpr const char* first_schema = R"(
  CREATE TABLE log (epoch TEXT NOT NULL CHECK (length(epoch) > 0), newcomers INTEGER NOT NULL) STRICT;
  CREATE TABLE people (
    number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, name TEXT NOT NULL, name_key TEXT NOT NULL UNIQUE
  ) STRICT;
  CREATE TABLE rooms (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, head INTEGER NOT NULL) STRICT;
  CREATE TABLE facts (
    room INTEGER NOT NULL REFERENCES rooms, seq INTEGER NOT NULL CHECK (seq > 0), kind INTEGER NOT NULL,
    at INTEGER NOT NULL, author INTEGER NOT NULL REFERENCES people, device TEXT NOT NULL, client_id TEXT NOT NULL,
    name TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX facts_by_origin ON facts (author, device, client_id);
  INSERT INTO log VALUES ('first', 3);
  INSERT INTO people VALUES (0, 'a', 'user0', 'user0'), (1, 'b', 'Wren', 'an old key of wren'),
                            (2, 'c', 'WREN', 'another old key');
  INSERT INTO rooms VALUES (1, 'lobby', 3), (2, 'garden', 1);
  INSERT INTO facts VALUES (2, 1, 1, 1000, 0, 'phone', '1', 'user0', 'in the garden'),
                           (1, 1, 1, 1001, 0, 'phone', '2', 'user0', 'hi'),
                           (1, 2, 2, 1002, 1, 'phone', '1', 'Wren', 'user1'),
                           (1, 3, 1, 1003, 1, 'phone', '2', 'Wren', 'ho');
  PRAGMA user_version = 1;
)";

struct Migration : testing::Test {
  Migration() {
    std::ofstream{file};
    database.emplace(file, Database::Role::writer);
  }
  /// The rows of a query, the columns of each joined.
  Texts rows(std::string_view sql) {
    Texts all;
    Statement query{*database, sql};
    for (auto row = query.rows(); row.next();) all.push_back(row.text(0));
    return all;
  }
  Texts version() { return rows("PRAGMA user_version"); }

  TestDirectory directory;
  std::filesystem::path file = directory.path() / "kotori.db";
  std::optional<Database> database;
};

}  // namespace

TEST_F(Migration, OfANewDatabaseMakesTheLobbyAndAnEpoch) {
  migrate(*database);
  EXPECT_EQ(version(), Texts{"2"});
  EXPECT_EQ(rows("SELECT name || key || head || closed FROM rooms"), Texts{"lobbylobby00"});
  EXPECT_EQ(rows("SELECT length(epoch) FROM log"), Texts{"32"});
}

TEST_F(Migration, KeepsAllThatTheFirstProgramStored) {
  database->run(first_schema);
  migrate(*database);
  EXPECT_EQ(version(), Texts{"2"});
  EXPECT_EQ(rows("SELECT epoch || newcomers FROM log"), Texts{"first3"});
  EXPECT_EQ(rows("SELECT name || key || head FROM rooms ORDER BY id"), (Texts{"lobbylobby3", "gardengarden1"}));
  EXPECT_EQ(rows("SELECT room || seq || kind || at || author || device || client_id || name || body FROM facts "
                 "ORDER BY room, seq"),
            (Texts{"11110010phone2user0hi", "12210021phone1Wrenuser1", "13110031phone2Wrenho",
                   "21110000phone1user0in the garden"}));
  EXPECT_EQ(rows("PRAGMA integrity_check"), Texts{"ok"});
  EXPECT_EQ(rows("PRAGMA foreign_key_check"), Texts{});
}

TEST_F(Migration, GivesWhoeverComesSecondToANameTheirOldKey) {
  database->run(first_schema);
  migrate(*database);
  EXPECT_EQ(rows("SELECT name_key FROM people ORDER BY number"), (Texts{"user0", "wren", "another old key"}));
}

TEST_F(Migration, ThatFailsMidwayChangesNothing) {
  database->run(first_schema);
  database->run("CREATE TABLE cursors (in_the_way INTEGER)");
  const auto before = rows("SELECT sql FROM sqlite_schema");
  EXPECT_THROW(migrate(*database), DatabaseError);
  EXPECT_FALSE(database->in_transaction());
  EXPECT_EQ(version(), Texts{"1"});
  EXPECT_EQ(rows("SELECT sql FROM sqlite_schema"), before);
  database->run("DROP TABLE cursors");
  migrate(*database);
  EXPECT_EQ(version(), Texts{"2"});
}

TEST_F(Migration, OfWhatIsUpToDateChangesNothing) {
  migrate(*database);
  const auto epoch = rows("SELECT epoch FROM log");
  migrate(*database);
  EXPECT_EQ(rows("SELECT epoch FROM log"), epoch);
}

TEST_F(Migration, RefusesWhatANewerProgramHasMade) {
  database->run("PRAGMA user_version = 3");
  EXPECT_THAT([&] { migrate(*database); },
              testing::ThrowsMessage<std::runtime_error>(
                  "the database has schema 3, this program knows 2: it was made by a newer kotori"));
}

}  // namespace adapters::sqlite
