#include "adapters/log_postgres/arrival.hpp"

#include "adapters/log_postgres/identity.hpp"
#include "adapters/log_postgres/judging.hpp"
#include "adapters/log_postgres/schema.hpp"
#include "adapters/postgres/copy_in.hpp"
#include "kotori/json/utf8.hpp"

#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace adapters {
namespace {
using namespace postgres;

/// Rows of one table on their way, counted here and there.
class Copying {
 public:
  Copying(Session& session, std::string_view table, std::string_view columns)
      : table_(table), copy_(session, fmt::format("{} ({})", table, columns)) {}

  template <class... Fields> void row(const Fields&... fields) {
    copy_.row(fields...);
    ++sent_;
  }
  void finish() {
    if (const auto arrived = copy_.finish(); arrived != sent_)
      throw std::runtime_error(fmt::format("{}: {} rows were sent, {} have arrived", table_, sent_, arrived));
  }

 private:
  const std::string table_;
  CopyIn copy_;
  std::int64_t sent_ = 0;
};

/// PostgreSQL keeps no NUL and nothing that is not UTF-8. `where` says whose text it is.
template <class Where> std::string_view storable(std::string_view text, std::string_view column, const Where& where) {
  if (kotori::json::is_utf8(text) && text.find('\0') == std::string_view::npos) return text;
  throw std::runtime_error(
      fmt::format("{}: the {} has a NUL or is not UTF-8, and PostgreSQL keeps neither", where(), column));
}

// A deleted text is NULs, as many as it had bytes; here it is empty.
std::string_view body_in(const RowStream& fact, int column) {
  const auto body = fact.view(column);
  return body.find_first_not_of('\0') == std::string_view::npos ? std::string_view{} : body;
}

Session open(const std::string& url) {
  Session session{{.url = url, .name = "kotori move", .for_statement = {}}};
  migrate(session);
  return session;
}

}  // namespace

Arrival::Arrival(const std::string& url, KeptTables& from) : session_(open(url)), from_(from) {
  // Read committed, not a snapshot: the first thing that is done is to wait for the others.
  session_.run("BEGIN");
  keep_others_out(session_);
  require_empty();
}

void Arrival::require_empty() {
  const auto there = session_.run(
      "SELECT EXISTS (SELECT FROM people) OR EXISTS (SELECT FROM facts) OR (SELECT count(*) FROM rooms) <> 1"
      " OR (SELECT newcomers FROM log) <> 0, (SELECT epoch FROM log)");
  const auto epoch = from_.rows("SELECT epoch FROM log");
  if (epoch->next() && epoch->view(0) == there.view(0, 1))
    throw std::runtime_error(fmt::format("{}: this chat is there already: serve it with --database", place()));
  if (there.truth(0, 0))
    throw std::runtime_error(fmt::format("{}: somebody has been there: a chat moves into an empty database", place()));
}

void Arrival::copy(std::optional<std::string_view> key, const std::function<void(std::uint64_t facts)>& copied) {
  {
    Copying people{session_, "people", "number, id, name, name_key"};
    const auto from = from_.rows("SELECT number, id, name, name_key FROM people ORDER BY number");
    while (from->next()) {
      const auto where = [&] { return fmt::format("person {}", from->integer(0)); };
      people.row(from->integer(0), storable(from->view(1), "id", where), storable(from->view(2), "name", where),
                 storable(from->view(3), "key of the name", where));
    }
    people.finish();
  }
  session_.run("DELETE FROM rooms");
  {
    Copying rooms{session_, "rooms", "id, head, opener, closed, name, key, topic"};
    const auto from =
        from_.rows("SELECT id, head, opener, CAST(closed AS INTEGER), name, key, topic FROM rooms ORDER BY id");
    while (from->next()) {
      const auto where = [&] { return fmt::format("the room with id {}", from->integer(0)); };
      rooms.row(from->integer(0), from->integer(1), from->optional_integer(2), from->integer(3) != 0,
                storable(from->view(4), "name", where), storable(from->view(5), "key of the name", where),
                storable(from->view(6), "topic", where));
    }
    rooms.finish();
  }
  copy_facts(copied);
  copy_what_came_of_them();
  carry_on(key);
}

void Arrival::copy_facts(const std::function<void(std::uint64_t)>& copied) {
  constexpr std::uint64_t now_and_then = 10'000;
  Copying facts{session_, "facts", "room, seq, at, author, message, thread, kind, device, client_id, name, body"};
  const auto from = from_.rows(
      "SELECT room, seq, at, author, message, thread, kind, device, client_id, name, body FROM facts"
      " ORDER BY room, seq");
  for (std::uint64_t count = 0; from->next();) {
    const auto where = [&] {
      const auto room = from_.rows(fmt::format("SELECT name FROM rooms WHERE id = {}", from->integer(0)));
      return fmt::format("room {}, seq {}", quoted(room->next() ? room->view(0) : ""), from->integer(1));
    };
    facts.row(from->integer(0), from->integer(1), from->integer(2), from->integer(3), from->optional_integer(4),
              from->optional_integer(5), static_cast<std::int16_t>(from->integer(6)),
              storable(from->view(7), "device", where), storable(from->view(8), "client id", where),
              storable(from->view(9), "name", where), storable(body_in(*from, 10), "text", where));
    if (++count % now_and_then == 0) copied(count);
  }
  facts.finish();
}

void Arrival::copy_what_came_of_them() {
  const auto of_message = [](const RowStream& row) {
    return [&row] { return fmt::format("the room with id {}, seq {}", row.integer(0), row.integer(1)); };
  };
  {
    Copying states{session_, "states", "room, seq, edited, deleted, pinned, replies, reactions"};
    const auto from = from_.rows(
        "SELECT room, seq, edited, deleted, pinned, replies, CAST(reactions AS TEXT) FROM states ORDER BY room, seq");
    while (from->next()) {
      const auto reactions = from->view(6).empty() ? std::string_view{"[]"} : from->view(6);
      states.row(from->integer(0), from->integer(1), from->optional_integer(2), from->optional_integer(3),
                 from->optional_integer(4), from->integer(5),
                 JsonText{storable(reactions, "reactions", of_message(*from))});
    }
    states.finish();
  }
  {
    Copying reactions{session_, "reactions", "room, message, author, seq, emoji"};
    const auto from =
        from_.rows("SELECT room, message, author, seq, emoji FROM reactions ORDER BY room, message, emoji, author");
    while (from->next())
      reactions.row(from->integer(0), from->integer(1), from->integer(2), from->integer(3),
                    storable(from->view(4), "reaction", of_message(*from)));
    reactions.finish();
  }
  {
    Copying members{session_, "members", "person, room"};
    const auto from = from_.rows("SELECT person, room FROM members ORDER BY room, person");
    while (from->next()) members.row(from->integer(0), from->integer(1));
    members.finish();
  }
  Copying cursors{session_, "cursors", "person, room, seq"};
  const auto from = from_.rows("SELECT person, room, seq FROM cursors ORDER BY room, person");
  while (from->next()) cursors.row(from->integer(0), from->integer(1), from->integer(2));
  cursors.finish();
}

// Whoever comes next gets the next number, and a room that is opened the next id.
void Arrival::carry_on(std::optional<std::string_view> key) {
  const auto log = from_.rows("SELECT epoch, newcomers FROM log");
  if (!log->next()) throw std::runtime_error("the log has no epoch");
  const auto where = [] { return "the log"; };
  postgres::carry_on(session_, {std::string{storable(log->view(0), "epoch", where)}});
  session_.run("UPDATE log SET newcomers = $1", Parameters{}.add(log->integer(1)));
  session_.run("SELECT setval(pg_get_serial_sequence('rooms', 'id'), (SELECT max(id) FROM rooms))");
  if (key) {
    std::string digits;
    for (const unsigned char byte : *key) digits += fmt::format("{:02x}", byte);
    session_.run("UPDATE log SET key = decode($1, 'hex')", Parameters{}.add(digits));
  }
  session_.run("ANALYZE people, rooms, facts, states, reactions, members, cursors");
}

Verdict Arrival::verify(const std::function<void(const std::string&)>& tell) {
  Findings findings{tell};
  Verdict verdict;
  judge_database(session_, findings, verdict);
  return verdict;
}

Arrival::Outcome Arrival::commit() {
  try {
    session_.run("COMMIT");
    return Outcome::kept;
  } catch (const DatabaseError& failure) {
    return failure.sqlstate.empty() ? Outcome::unknown : Outcome::not_kept;
  }
}

}  // namespace adapters
