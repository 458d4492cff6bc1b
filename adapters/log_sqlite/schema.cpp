#include "adapters/log_sqlite/schema.hpp"

#include <array>
#include <cstddef>
#include <fmt/format.h>

namespace adapters::sqlite {
namespace {

// Step N leads from user_version N to N + 1. What has been released is never changed; a step is added.
constexpr std::array steps{
    R"(
  CREATE TABLE log (
    epoch TEXT NOT NULL CHECK (length(epoch) > 0),
    newcomers INTEGER NOT NULL              -- how many numbers have been given
  ) STRICT;
  INSERT INTO log VALUES (lower(hex(randomblob(16))), 0);

  CREATE TABLE people (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL UNIQUE
  ) STRICT;

  CREATE TABLE rooms (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    head INTEGER NOT NULL                   -- the seq of its last fact
  ) STRICT;

  CREATE TABLE facts (
    room INTEGER NOT NULL REFERENCES rooms,
    seq INTEGER NOT NULL CHECK (seq > 0),
    kind INTEGER NOT NULL,                  -- 1 said, 2 renamed
    at INTEGER NOT NULL,                    -- milliseconds since 1970
    author INTEGER NOT NULL REFERENCES people,
    device TEXT NOT NULL,
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,                     -- the author's from this fact on
    body TEXT NOT NULL,                     -- said: the text; renamed: the name before
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX facts_by_origin ON facts (author, device, client_id);
)",
};

}  // namespace

void migrate(Database& database) {
  const auto version = [&] {
    Statement query{database, "PRAGMA user_version"};
    auto rows = query.rows();
    rows.next();
    return static_cast<std::size_t>(rows.integer(0));
  }();
  if (version > steps.size())
    throw std::runtime_error(fmt::format(
        "the database has schema {}, this program knows {}: it was made by a newer kotori", version, steps.size()));
  for (auto step = version; step < steps.size(); ++step) {
    database.run("BEGIN IMMEDIATE");
    database.run(steps.at(step));
    database.run(fmt::format("PRAGMA user_version = {}", step + 1).c_str());
    database.run("COMMIT");
  }
}

}  // namespace adapters::sqlite
