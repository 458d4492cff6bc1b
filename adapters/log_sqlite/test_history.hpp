#pragma once
#include "adapters/log_sqlite/schema.hpp"
#include "adapters/sqlite/database.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <vector>

namespace adapters {

/// A little of everything that a database can hold: Ann and Bob in the lobby, and in a garden that Ann opened and
/// closed.
inline constexpr const char* some_history = R"(
  UPDATE log SET epoch = 'the first', newcomers = 3;
  INSERT INTO people (number, id, name, name_key) VALUES
    (0, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', 'Ann', 'ann'),
    (1, 'bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb', 'user1', 'user1'),
    (2, 'cccccccccccccccccccccccccccccccc', 'user2', 'user2');
  UPDATE rooms SET head = 13 WHERE name = 'lobby';
  INSERT INTO rooms (id, name, key, topic, opener, closed, head) VALUES (7, 'Garden', 'garden', 'roses', 0, 1, 6);

  INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body, message, thread) VALUES
    (1, 1, 2, 1000, 0, 'd', '1', 'Ann', 'user0', NULL, NULL),
    (1, 2, 1, 1000, 0, 'd', '2', 'Ann', 'hello', NULL, NULL),
    (1, 3, 1, 1000, 1, 'd', '1', 'user1', 'hello Ann', 2, 2),
    (1, 4, 1, 1000, 0, 'd', '3', 'Ann', 'hello Bob', 3, 2),
    (1, 5, 3, 1000, 0, 'd', '4', 'Ann', 'hallo', 2, NULL),
    (1, 6, 5, 1000, 1, 'd', '2', 'user1', 'Y', 2, NULL),
    (1, 7, 5, 1000, 0, 'd', '5', 'Ann', 'Y', 2, NULL),
    (1, 8, 6, 1000, 0, 'd', '6', 'Ann', 'Y', 2, NULL),
    (1, 9, 7, 1000, 1, 'd', '3', 'user1', '', 2, NULL),
    (1, 10, 1, 1000, 0, 'd', '7', 'Ann', CAST(zeroblob(6) AS TEXT), NULL, NULL),
    (1, 11, 3, 1000, 0, 'd', '8', 'Ann', '', 10, NULL),
    (1, 12, 5, 1000, 1, 'd', '4', 'user1', 'N', 10, NULL),
    (1, 13, 4, 1000, 0, 'd', '9', 'Ann', '', 10, NULL),
    (7, 1, 11, 1000, 0, 'd', '10', 'Ann', 'grass', NULL, NULL),
    (7, 2, 9, 1000, 1, 'd', '5', 'user1', '', NULL, NULL),
    (7, 3, 9, 1000, 2, 'd', '1', 'user2', '', NULL, NULL),
    (7, 4, 10, 1000, 1, 'd', '6', 'user1', '', NULL, NULL),
    (7, 5, 12, 1000, 2, 'd', '2', 'user2', 'roses', NULL, NULL),
    (7, 6, 13, 1000, 0, 'd', '11', 'Ann', '', NULL, NULL);
  INSERT INTO states (room, seq, edited, deleted, pinned, replies, reactions) VALUES
    (1, 2, 5, NULL, 9, 2, '[{"emoji":"Y","count":1,"users":["bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"]}]'),
    (1, 10, NULL, 13, NULL, 0, '');
  INSERT INTO reactions (room, message, emoji, author, seq) VALUES (1, 2, 'Y', 1, 6);
  INSERT INTO members (person, room) VALUES (0, 7), (2, 7);
  INSERT INTO cursors (person, room, seq) VALUES (0, 1, 13), (1, 1, 0), (2, 7, 4);
)";

/// Makes a database with some history. The directory is there.
inline void make_history(const std::filesystem::path& file, const char* history = some_history) {
  std::ofstream{file};
  sqlite::Database database{file, sqlite::Database::Role::writer};
  sqlite::migrate(database);
  database.run(history);
}

/// The first column of what a query of a database at rest answers.
inline std::vector<std::string> ask(const std::filesystem::path& file, std::string_view sql) {
  sqlite::Database database{file, sqlite::Database::Role::reader};
  sqlite::Statement query{database, sql};
  std::vector<std::string> texts;
  for (auto row = query.rows(); row.next();) texts.push_back(row.text(0));
  return texts;
}

}  // namespace adapters
