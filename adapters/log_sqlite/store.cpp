#include "adapters/log_sqlite/store.hpp"

#include "adapters/log_rows/fact_row.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/log.hpp"

#include <algorithm>
#include <utility>

namespace adapters::sqlite {
namespace {

using chat::Conflict;

// Of people and of rooms: a few tens of megabytes.
constexpr std::size_t most_in_memory = 65'536;
// Pages of 4 KiB. A checkpoint is a write and a sync of its own: seldom, but before the WAL is slow to read.
constexpr int long_wal = 4'096, very_long_wal = 16'384;

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
      tables_(database_),
      begin_(database_, "BEGIN IMMEDIATE"),
      commit_(database_, "COMMIT"),
      data_version_(database_, "PRAGMA data_version"),
      fact_by_origin_(database_,
                      "SELECT room, seq, kind, at FROM facts WHERE author = ? AND device = ? AND client_id = ?"),
      add_fact_(database_,
                "INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body, message, thread) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (author, device, client_id) DO NOTHING") {
  database_.count_wal_pages(wal_pages_);
}

void Store::begin() {
  begin_.run();
  wiped_ = false;
  const auto version = data_version_.number().value_or(0);
  const bool changed_by_others = std::exchange(version_, version) != version;
  if (changed_by_others || std::max(tables_.people.in_memory(), tables_.rooms.in_memory()) > most_in_memory) forget();
}

void Store::commit() {
  tables_.rooms.write_heads();
  commit_.run();
  text_in_wal_ = text_in_wal_ || wiped_;
}

void Store::roll_back() noexcept {
  forget();
  try {
    if (database_.in_transaction()) database_.run("ROLLBACK");
  } catch (const DatabaseError& failure) {
    // The next BEGIN will fail by it, and its group is refused as this one was.
    kotori::log::error("cannot roll back", {{"error", failure.what()}});
  }
}

void Store::forget() {
  tables_.people.forget();
  tables_.rooms.forget();
}

// What may be stored is, and then it is found if it is a repeat; what may not is a repeat, or refused.
chat::Outcome Store::append(chat::Intent& intent) {
  auto* author = tables_.people.find(intent.by.user);
  if (!author) return Conflict::unknown_user;
  Asked asked{.intent = intent, .author = *author, .room = tables_.rooms.find(intent.room)};
  if (const auto number = message_of(intent.what); number && asked.room)
    asked.message = tables_.messages.find(asked.room->id, *number);

  if (auto refusal = why_not(tables_, asked)) {
    auto repeat = find_repeat(asked);
    return repeat ? *std::move(repeat) : *std::move(refusal);
  }
  if (const auto* opening = std::get_if<chat::Open>(&intent.what)) {
    if (auto repeat = find_repeat(asked)) return *std::move(repeat);
    asked.room = &tables_.rooms.open(intent.room, opening->key, opening->topic, author->number);
  }
  return keep(asked);
}

std::optional<chat::Outcome> Store::find_repeat(const Asked& asked) {
  const auto& by = asked.intent.by;
  auto first = fact_by_origin_.rows(asked.author.number, by.device.value, by.client_id.value);
  if (!first.next()) return {};
  const auto kind = static_cast<FactKind>(first.integer(2));
  if (!asked.room || asked.room->id != first.integer(0) || kind_of(asked.intent.what) != kind)
    return Conflict::already_used;
  return chat::Duplicate{asked.intent.room, seq_of(first.integer(1)), first.integer(3)};
}

chat::Outcome Store::keep(Asked& asked) {
  auto& [intent, author, room, message] = asked;
  const auto* renaming = std::get_if<chat::NewName>(&intent.what);
  FactRow row{.kind = kind_of(intent.what),
              .seq = room->head + 1,
              .at = kotori::unix_millis_now(),
              .user = {intent.by.user, renaming ? renaming->name.shown : author.name},
              .body = renaming ? author.name : take_body(intent.what),
              .message = {},
              .thread = {},
              .state = {}};
  if (message) row.message = message->seq;
  if (message && row.kind == FactKind::said) row.thread = message->thread.value_or(message->seq);
  add_fact_.run(room->id, row.seq, static_cast<std::int64_t>(row.kind), row.at, author.number, intent.by.device.value,
                intent.by.client_id.value, row.user.name, row.body, row.message, row.thread);
  if (database_.changes() == 0) {
    auto repeat = find_repeat(asked);
    if (!repeat) throw DatabaseError("a fact that was not stored");
    return *std::move(repeat);
  }
  tables_.rooms.move_head(*room);
  take_effect(asked, row.body, row.thread, row.seq);
  return chat::Stored{fact_of(std::move(row), intent.room)};
}

void Store::take_effect(Asked& asked, const std::string& body, std::optional<std::int64_t> thread, std::int64_t seq) {
  auto& [intent, author, room, message] = asked;
  auto& [people, rooms, memberships, messages] = tables_;
  const auto& user = intent.by.user;
  switch (kind_of(intent.what)) {
    case FactKind::said:
      if (thread) messages.add_reply(room->id, *thread);
      return;
    case FactKind::renamed: return people.rename(author, std::get<chat::NewName>(intent.what).name);
    case FactKind::edited: return messages.edit(*message, seq);
    case FactKind::deleted: wiped_ = true; return messages.wipe(*message, seq);
    case FactKind::reacted: return messages.react(*std::move(message), body, author.number, user, seq);
    case FactKind::unreacted: return messages.unreact(*std::move(message), body, author.number, user);
    case FactKind::pinned: return messages.pin(*message, seq);
    case FactKind::unpinned: return messages.pin(*message, {});
    case FactKind::opened:
    case FactKind::joined: return memberships.add(author.number, room->id);
    case FactKind::left: return memberships.remove(author.number, room->id);
    case FactKind::topic_set: return rooms.set_topic(*room, body);
    case FactKind::closed: return rooms.close(*room);
  }
}

chat::Admission Store::admit(const chat::UserId& user) {
  auto* known = tables_.people.find(user);
  tables_.rooms.write_heads();
  return admission(user, known ? *known : tables_.people.admit(user));
}

std::optional<chat::Admission> Store::find(const chat::UserId& user) {
  const auto* known = tables_.people.find(user);
  if (!known) return {};
  return admission(user, *known);
}

chat::Admission Store::admission(const chat::UserId& user, const KnownPerson& person) {
  return {.visitor = {.person = {user, person.name}, .number = static_cast<chat::VisitorNumber>(person.number)},
          .rooms = tables_.memberships.of(person.number)};
}

void Store::keep_read(std::span<const chat::ReadMark> marks) {
  for (const auto& mark : marks) tables_.memberships.keep(mark);
}

bool Store::wants_truncation() const { return text_in_wal_ || wal_pages_ >= very_long_wal; }

bool Store::truncate_wal() {
  if (!database_.truncate_wal()) return false;
  wal_pages_ = 0;
  text_in_wal_ = false;
  return true;
}

bool Store::wants_checkpoint() const { return wal_pages_ >= long_wal; }

}  // namespace adapters::sqlite
