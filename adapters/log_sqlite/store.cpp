#include "adapters/log_sqlite/store.hpp"

#include "adapters/log_sqlite/fact_kind.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "chat/model/name.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/log.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace adapters::sqlite {
namespace {

using chat::Conflict;

Database open_migrated(const std::filesystem::path& file) {
  Database database{file, Database::Role::writer};
  migrate(database);
  return database;
}

chat::Epoch read_epoch(Database& database) {
  Statement query{database, "SELECT epoch FROM log"};
  auto rows = query.rows();
  if (!rows.next()) throw DatabaseError("the log has no epoch");
  return {rows.text(0)};
}

}  // namespace

Store::Store(const std::filesystem::path& file)
    : database_(open_migrated(file)),
      epoch_(read_epoch(database_)),
      person_(database_, "SELECT number, name FROM people WHERE id = ?"),
      person_by_name_key_(database_, "SELECT number FROM people WHERE name_key = ?"),
      take_number_(database_, "UPDATE log SET newcomers = newcomers + 1 RETURNING newcomers - 1"),
      add_person_(database_, "INSERT INTO people (number, id, name, name_key) VALUES (?, ?, ?, ?)"),
      rename_person_(database_, "UPDATE people SET name = ?, name_key = ? WHERE number = ?"),
      fact_by_origin_(database_,
                      "SELECT rooms.name, seq, kind, at FROM facts JOIN rooms ON rooms.id = room "
                      "WHERE author = ? AND device = ? AND client_id = ?"),
      take_place_(database_,
                  "INSERT INTO rooms (name, head) VALUES (?, 1) "
                  "ON CONFLICT (name) DO UPDATE SET head = head + 1 RETURNING id, head"),
      add_fact_(database_,
                "INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)") {}

chat::Outcome Store::append(const chat::Intent& intent) {
  const auto& by = intent.by;
  std::int64_t author = 0;
  std::string name;
  {
    auto person = person_.rows(by.user.value);
    if (!person.next()) return Conflict::unknown_user;
    author = person.integer(0);
    name = person.text(1);
  }
  const auto* renaming = std::get_if<chat::NewName>(&intent.what);
  const auto kind = static_cast<std::int64_t>(renaming ? FactKind::renamed : FactKind::said);
  {
    auto before = fact_by_origin_.rows(author, by.device.value, by.client_id.value);
    if (before.next()) {
      chat::RoomName room{before.text(0)};
      if (room != intent.room || before.integer(2) != kind) return Conflict::already_used;
      return chat::Duplicate{std::move(room), {static_cast<std::uint64_t>(before.integer(1))}, before.integer(3)};
    }
  }
  for (const auto precondition : intent.only_if)
    if (!holds(precondition, intent, author)) return Conflict::name_taken;

  const auto at = kotori::unix_millis_now();
  const auto place = next_place(intent.room);
  const chat::Seq seq{static_cast<std::uint64_t>(place.seq)};
  const auto keep = [&](const std::string& shown, const std::string& body) {
    add_fact_.run(place.room, place.seq, kind, at, author, by.device.value, by.client_id.value, shown, body);
  };
  if (renaming) {
    const auto& now = renaming->name;
    keep(now.shown, name);
    rename_person_.run(now.shown, now.key, author);
    return chat::Stored{chat::protocol::Renamed{intent.room, seq, at, {by.user, now.shown}, std::move(name)}};
  }
  const auto& text = std::get<chat::NewText>(intent.what).text;
  keep(name, text);
  return chat::Stored{chat::protocol::Said{intent.room, seq, at, {by.user, std::move(name)}, text}};
}

bool Store::holds(chat::Precondition precondition, const chat::Intent& intent, std::int64_t author) {
  switch (precondition) {
    case chat::Precondition::name_free: {
      auto holder = person_by_name_key_.rows(std::get<chat::NewName>(intent.what).name.key);
      return !holder.next() || holder.integer(0) == author;
    }
  }
  throw std::logic_error("a precondition that this log does not know");
}

Store::Place Store::next_place(const chat::RoomName& room) {
  auto rows = take_place_.rows(room.value);
  rows.next();
  const Place place{rows.integer(0), rows.integer(1)};
  while (rows.next()) {
  }
  return place;
}

chat::Visitor Store::admit(const chat::UserId& user) {
  {
    auto person = person_.rows(user.value);
    if (person.next())
      return {.person = {user, person.text(1)}, .number = static_cast<chat::VisitorNumber>(person.integer(0))};
  }
  const auto number = [&] {
    auto rows = take_number_.rows();
    rows.next();
    const auto taken = rows.integer(0);
    while (rows.next()) {
    }
    return taken;
  }();
  const auto name = chat::newcomer_name(static_cast<chat::VisitorNumber>(number));
  add_person_.run(number, user.value, name.shown, name.key);
  return {.person = {user, name.shown}, .number = static_cast<chat::VisitorNumber>(number)};
}

void Store::roll_back() noexcept {
  try {
    if (database_.in_transaction()) database_.run("ROLLBACK");
  } catch (const DatabaseError& failure) {
    // The next BEGIN will fail by it, and its group is refused as this one was.
    kotori::log::error("cannot roll back", {{"error", failure.what()}});
  }
}

}  // namespace adapters::sqlite
