#include "adapters/log_sqlite/schema.hpp"

#include "chat/model/name.hpp"

#include <array>
#include <cstddef>
#include <fmt/format.h>

namespace adapters::sqlite {
namespace {

constexpr const char* people_rooms_and_facts = R"(
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
)";

constexpr const char* all_that_rooms_keep = R"(
  ALTER TABLE rooms ADD COLUMN key TEXT NOT NULL DEFAULT '';        -- folded name: rooms with the same are the same
  ALTER TABLE rooms ADD COLUMN topic TEXT NOT NULL DEFAULT '';
  ALTER TABLE rooms ADD COLUMN opener INTEGER REFERENCES people;    -- nobody opened the lobby
  ALTER TABLE rooms ADD COLUMN closed INTEGER NOT NULL DEFAULT 0;
  UPDATE rooms SET key = name;
  CREATE UNIQUE INDEX rooms_by_key ON rooms (key);
  CREATE INDEX open_rooms ON rooms (name) WHERE closed = 0;
  INSERT OR IGNORE INTO rooms (name, key, head) VALUES ('lobby', 'lobby', 0);

  -- Facts are only ever added at the end, and a row never changes its size: so nothing of a text is left behind
  -- anywhere else in the file when it is wiped.
  ALTER TABLE facts RENAME TO facts_before;
  CREATE TABLE facts (
    id INTEGER PRIMARY KEY,                 -- the order in which all were stored
    room INTEGER NOT NULL REFERENCES rooms,
    seq INTEGER NOT NULL CHECK (seq > 0),
    kind INTEGER NOT NULL,                  -- see fact_kind.hpp
    at INTEGER NOT NULL,                    -- milliseconds since 1970
    author INTEGER NOT NULL REFERENCES people,
    device TEXT NOT NULL,
    client_id TEXT NOT NULL,
    name TEXT NOT NULL,                     -- the author's from this fact on
    body TEXT NOT NULL,                     -- said, edited: the text, as many NULs once the message is deleted;
                                            -- renamed: the name before; reacted, unreacted: the emoji;
                                            -- opened, topic_set: the topic; otherwise empty
    message INTEGER,                        -- said: what it replies to; otherwise the message that it is about
    thread INTEGER                          -- said: the message that began the thread in which this replies
  ) STRICT;
  INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body)
    SELECT room, seq, kind, at, author, device, client_id, name, body FROM facts_before ORDER BY room, seq;
  DROP TABLE facts_before;
  CREATE UNIQUE INDEX facts_by_place ON facts (room, seq);
  CREATE UNIQUE INDEX facts_by_origin ON facts (author, device, client_id);
  CREATE INDEX facts_by_thread ON facts (room, thread, seq) WHERE thread IS NOT NULL;
  CREATE INDEX edits ON facts (room, message) WHERE kind = 3;

  -- What has become of a message; a row only if something has. A seq is that of the fact that did it last.
  CREATE TABLE states (
    room INTEGER NOT NULL REFERENCES rooms,
    seq INTEGER NOT NULL,                   -- the message
    edited INTEGER,                         -- that fact has its text
    deleted INTEGER,
    pinned INTEGER,
    replies INTEGER NOT NULL DEFAULT 0,     -- facts whose thread it is
    reactions TEXT NOT NULL DEFAULT '',     -- JSON as the protocol has it; empty when there are none
    PRIMARY KEY (room, seq)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE reactions (
    room INTEGER NOT NULL REFERENCES rooms,
    message INTEGER NOT NULL,
    emoji TEXT NOT NULL,
    author INTEGER NOT NULL REFERENCES people,
    seq INTEGER NOT NULL,                   -- of the fact that gave it
    PRIMARY KEY (room, message, emoji, author)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE members (
    person INTEGER NOT NULL REFERENCES people,
    room INTEGER NOT NULL REFERENCES rooms,
    PRIMARY KEY (person, room)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX members_by_room ON members (room, person);

  -- How far somebody has read a room.
  CREATE TABLE cursors (
    person INTEGER NOT NULL REFERENCES people,
    room INTEGER NOT NULL REFERENCES rooms,
    seq INTEGER NOT NULL,
    PRIMARY KEY (person, room)
  ) STRICT, WITHOUT ROWID;
)";

// Names became the same that were not before. Whoever comes second, or finds a name that was of the new form already,
// keeps their name and its old key.
void fold_names_anew(Database& database) {
  Statement people{database, "SELECT number, name, name_key FROM people ORDER BY number"};
  Statement fold{database, "UPDATE OR IGNORE people SET name_key = ? WHERE number = ?"};
  for (auto person = people.rows(); person.next();) {
    const auto number = person.integer(0);
    const auto name = chat::make_name(person.text(1), static_cast<chat::VisitorNumber>(number));
    if (name && name->key != person.text(2)) fold.run(name->key, number);
  }
}

// Step N leads from user_version N to N + 1. What has been released is never changed; a step is added.
struct Step {
  const char* sql;
  void (*then)(Database&) = nullptr;
};
constexpr std::array steps{
    Step{people_rooms_and_facts},
    Step{all_that_rooms_keep, fold_names_anew},
};
static_assert(steps.size() == newest_schema);

void take(const Step& step, std::size_t to, Database& database) {
  database.run("BEGIN IMMEDIATE");
  try {
    database.run(step.sql);
    if (step.then) step.then(database);
    database.run(fmt::format("PRAGMA user_version = {}", to).c_str());
    database.run("COMMIT");
  } catch (...) {
    if (database.in_transaction()) database.run("ROLLBACK");
    throw;
  }
}

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
  for (auto step = version; step < steps.size(); ++step) take(steps.at(step), step + 1, database);
}

}  // namespace adapters::sqlite
