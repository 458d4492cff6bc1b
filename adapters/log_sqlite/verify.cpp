#include "adapters/log_sqlite/verify.hpp"

#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "adapters/log_sqlite/verify_room.hpp"
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"

#include <algorithm>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace adapters {
namespace sqlite {
namespace {

using Texts = std::vector<std::string>;

Texts texts(Database& database, std::string_view sql) {
  Texts all;
  Statement query{database, sql};
  for (auto row = query.rows(); row.next();) all.push_back(row.text(0));
  return all;
}

std::int64_t integer(Database& database, std::string_view sql) {
  Statement query{database, sql};
  auto row = query.rows();
  return row.next() ? row.integer(0) : 0;
}

void verify_file(Database& database, Findings& findings) {
  for (const auto& line : texts(database, "PRAGMA integrity_check"))
    if (line != "ok") findings.add("the file: {}", line);
  Database fresh{":memory:", Database::Role::writer};
  migrate(fresh);
  constexpr std::string_view objects = "SELECT type || ' ' || name FROM sqlite_schema ORDER BY 1";
  const auto there = texts(database, objects);
  for (const auto& object : texts(fresh, objects))
    if (!std::ranges::binary_search(there, object)) findings.add("the schema: the {} is missing", object);
}

// Rows that refer to what is not there, of any table: PRAGMA foreign_key_check does not say which they are.
void verify_references(Database& database, Findings& findings) {
  Statement references{
      database,
      "SELECT t.name, f.\"from\", f.\"table\", (SELECT name FROM pragma_table_info(f.\"table\") WHERE pk), "
      "(SELECT group_concat('''' || name || ' '' || ' || name, ' || '', '' || ') "
      " FROM pragma_table_info(t.name) WHERE iif(t.name = 'facts', name IN ('room', 'seq'), pk)) "
      "FROM sqlite_schema AS t JOIN pragma_foreign_key_list(t.name) AS f WHERE t.type = 'table'"};
  for (auto row = references.rows(); row.next();) {
    const auto table = row.text(0), from = row.text(1), target = row.text(2), key = row.text(3), place = row.text(4);
    Statement strays{database,
                     fmt::format("SELECT {0}, {1} FROM {2} WHERE {1} IS NOT NULL AND {1} NOT IN (SELECT {3} FROM {4})",
                                 place, from, table, key, target)};
    for (auto stray = strays.rows(); stray.next();)
      findings.add("{}, {}: {} is {}, which is not in {}", table, stray.text(0), from, stray.text(1), target);
  }
}

// What no two rows may share, also where an index of that is broken or gone.
void verify_unique(Database& database, Findings& findings) {
  Statement origins{database,
                    "SELECT room, seq, author, device, client_id FROM facts JOIN "
                    "(SELECT author, device, client_id FROM facts GROUP BY 1, 2, 3 HAVING count(*) > 1) "
                    "USING (author, device, client_id) ORDER BY author, device, client_id, room, seq"};
  for (auto row = origins.rows(); row.next();)
    findings.add("facts, room {}, seq {}: command {} of device {} of person {} made another fact, too", row.integer(0),
                 row.integer(1), quoted(row.text(4)), quoted(row.text(3)), row.integer(2));
  for (const std::string_view what : {"people name_key", "people id", "rooms key", "rooms name"}) {
    const auto table = what.substr(0, what.find(' ')), column = what.substr(table.size() + 1);
    Statement repeated{database,
                       fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0} HAVING count(*) > 1", column, table)};
    for (auto row = repeated.rows(); row.next();)
      findings.add("{}: {} {} is there {} times", table, column, quoted(row.text(0)), row.integer(1));
  }
}

std::uint64_t verify_people(Database& database, RoomVerifier& rooms, Findings& findings) {
  const auto newcomers = integer(database, "SELECT newcomers FROM log");
  Statement people{database, "SELECT number, id, name, name_key FROM people ORDER BY number"};
  Statement holder{database, "SELECT number FROM people WHERE name_key = ?"};
  std::uint64_t count = 0;
  for (auto row = people.rows(); row.next(); ++count) {
    const auto number = row.integer(0);
    const auto id = row.text(1), name = row.text(2), key = row.text(3);
    if (number >= newcomers) findings.add("person {}: only {} numbers have been given", number, newcomers);
    if (!chat::is_well_formed_user_id(id)) findings.add("person {}: id {} is none", number, quoted(id));
    const auto own = static_cast<chat::VisitorNumber>(number);
    const auto chosen = rooms.chosen_name(number);
    const auto should_be = chosen.empty() ? chat::newcomer_name(own).shown : chosen;
    if (name != should_be) findings.add("person {}: name is {}, should be {}", number, quoted(name), quoted(should_be));
    // Names of old that are not allowed any more, or whose key now is that of another, have kept their old keys.
    const auto made = chat::make_name(name, own);
    if (made && made->key != key && !holder.rows(made->key).next())
      findings.add("person {}: key of name {} is {}, should be {}", number, quoted(name), quoted(key),
                   quoted(made->key));
  }
  return count;
}

void verify_cursors(Database& database, Findings& findings) {
  Statement cursors{database,
                    "SELECT rooms.name, person, seq, head FROM cursors JOIN rooms ON rooms.id = room "
                    "WHERE seq NOT BETWEEN 0 AND head"};
  for (auto row = cursors.rows(); row.next();)
    findings.add("room {}: person {} has read up to seq {}, the head is {}", quoted(row.text(0)), row.integer(1),
                 row.integer(2), row.integer(3));
}

void verify_log(Database& database, Findings& findings) {
  const auto rows = integer(database, "SELECT count(*) FROM log");
  if (rows != 1) findings.add("log: has {} rows, should have 1", rows);
  if (integer(database, "SELECT count(*) FROM log WHERE epoch = ''") != 0) findings.add("log: the epoch is empty");
  if (integer(database, "SELECT count(*) FROM rooms WHERE name = 'lobby' AND key = 'lobby'") != 1)
    findings.add("rooms: the lobby is missing");
}

void verify_facts(Database& database, Findings& findings, Verdict& verdict) {
  RoomVerifier verifier{database, findings};
  Statement rooms{database, "SELECT id, name, head, topic, closed, coalesce(opener, -1) FROM rooms ORDER BY id"};
  for (auto row = rooms.rows(); row.next(); ++verdict.rooms)
    verdict.facts += verifier.verify(
        {row.integer(0), row.text(1), row.integer(2), row.text(3), row.integer(4) != 0, row.integer(5)});
  verdict.people = verify_people(database, verifier, findings);
}

void verify_all(Database& database, Findings& findings, Verdict& verdict) {
  verify_file(database, findings);
  if (findings.count() > 0) return;  // there is no use in looking on
  verify_log(database, findings);
  verify_references(database, findings);
  verify_unique(database, findings);
  verify_facts(database, findings, verdict);
  verify_cursors(database, findings);
}

Verdict verify(const std::filesystem::path& file, const std::function<void(const std::string&)>& tell) {
  require_database(file);
  Database database{file, Database::Role::reader};
  database.run("PRAGMA cache_size = -65536");
  database.run("BEGIN");
  const auto schema = integer(database, "PRAGMA user_version");
  if (schema != newest_schema)
    throw std::runtime_error(fmt::format("{}: has schema {}, this program verifies {}{}", file.string(), schema,
                                         newest_schema,
                                         schema < newest_schema ? "; `kotori serve` brings it there" : ""));
  Findings findings{tell};
  Verdict verdict;
  try {
    verify_all(database, findings, verdict);
  } catch (const DatabaseError& failure) {
    findings.add("the file: {}", failure.what());
  }
  verdict.damages = findings.count();
  return verdict;
}

}  // namespace
}  // namespace sqlite

Verdict verify(const std::filesystem::path& database, const std::function<void(const std::string&)>& tell) {
  try {
    return sqlite::verify(database, tell);
  } catch (const sqlite::DatabaseError& failure) {
    throw std::runtime_error(fmt::format("{}: {}", database.string(), failure.what()));
  }
}

}  // namespace adapters
