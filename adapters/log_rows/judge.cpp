#include "adapters/log_rows/judge.hpp"

#include "adapters/log_rows/judge_room.hpp"
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"

#include <array>
#include <string>
#include <string_view>

namespace adapters {
namespace {

void judge_log(KeptTables& tables, Findings& findings) {
  const auto rows = tables.number("SELECT count(*) FROM log");
  if (rows != 1) findings.add("log: has {} rows, should have 1", rows);
  if (tables.number("SELECT count(*) FROM log WHERE epoch = ''") != 0) findings.add("log: the epoch is empty");
  if (tables.number("SELECT count(*) FROM rooms WHERE name = 'lobby' AND key = 'lobby'") != 1)
    findings.add("rooms: the lobby is missing");
}

struct Reference {
  std::string_view table, place, from, target, key;
};
constexpr std::string_view of_a_fact = "'room ' || room || ', seq ' || seq";
constexpr std::string_view of_a_reaction =
    "'room ' || room || ', message ' || message || ', emoji ' || emoji || ', author ' || author";
constexpr std::string_view of_a_member = "'person ' || person || ', room ' || room";
constexpr std::array references{
    Reference{"rooms", "'id ' || id", "opener", "people", "number"},
    Reference{"facts", of_a_fact, "room", "rooms", "id"},
    Reference{"facts", of_a_fact, "author", "people", "number"},
    Reference{"states", of_a_fact, "room", "rooms", "id"},
    Reference{"reactions", of_a_reaction, "room", "rooms", "id"},
    Reference{"reactions", of_a_reaction, "author", "people", "number"},
    Reference{"members", of_a_member, "person", "people", "number"},
    Reference{"members", of_a_member, "room", "rooms", "id"},
    Reference{"cursors", of_a_member, "person", "people", "number"},
    Reference{"cursors", of_a_member, "room", "rooms", "id"},
};

// Rows that refer to what is not there. A database may not have looked.
void judge_references(KeptTables& tables, Findings& findings) {
  for (const auto& [table, place, from, target, key] : references) {
    const auto strays =
        tables.rows(fmt::format("SELECT {0}, {1} FROM {2} AS referring WHERE {1} IS NOT NULL AND NOT EXISTS "
                                "(SELECT 1 FROM {3} AS referred WHERE referred.{4} = referring.{1})",
                                place, from, table, target, key));
    while (strays->next())
      findings.add("{}, {}: {} is {}, which is not in {}", table, strays->view(0), from, strays->integer(1), target);
  }
}

// What no two rows may share, also where an index of that is broken or gone.
void judge_unique(KeptTables& tables, Findings& findings) {
  const auto origins = tables.rows(
      "SELECT room, seq, author, device, client_id FROM facts JOIN "
      "(SELECT author, device, client_id FROM facts GROUP BY 1, 2, 3 HAVING count(*) > 1) AS repeated "
      "USING (author, device, client_id) ORDER BY author, device, client_id, room, seq");
  while (origins->next())
    findings.add("facts, room {}, seq {}: command {} of device {} of person {} made another fact, too",
                 origins->integer(0), origins->integer(1), quoted(origins->view(4)), quoted(origins->view(3)),
                 origins->integer(2));
  for (const std::string_view what : {"people name_key", "people id", "rooms key", "rooms name"}) {
    const auto table = what.substr(0, what.find(' ')), column = what.substr(table.size() + 1);
    const auto repeated = tables.rows(
        fmt::format("SELECT {0}, count(*) FROM {1} GROUP BY {0} HAVING count(*) > 1 ORDER BY {0}", column, table));
    while (repeated->next())
      findings.add("{}: {} {} is there {} times", table, column, quoted(repeated->view(0)), repeated->integer(1));
  }
}

std::uint64_t judge_people(KeptTables& tables, const RoomJudge& rooms, Findings& findings) {
  const auto newcomers = tables.number("SELECT newcomers FROM log");
  const auto person = tables.rows("SELECT number, id, name, name_key FROM people ORDER BY number");
  std::uint64_t count = 0;
  for (; person->next(); ++count) {
    const auto number = person->integer(0);
    const std::string id{person->view(1)}, name{person->view(2)}, key{person->view(3)};
    if (number >= newcomers) findings.add("person {}: only {} numbers have been given", number, newcomers);
    if (!chat::is_well_formed_user_id(id)) findings.add("person {}: id {} is none", number, quoted(id));
    const auto own = static_cast<chat::VisitorNumber>(number);
    const auto chosen = rooms.chosen_name(number);
    const auto should_be = chosen.empty() ? chat::newcomer_name(own).shown : chosen;
    if (name != should_be) findings.add("person {}: name is {}, should be {}", number, quoted(name), quoted(should_be));
    // Names of old that are not allowed any more, or whose key now is that of another, have kept their old keys.
    const auto made = chat::make_name(name, own);
    if (made && made->key != key && !tables.rows("SELECT 1 FROM people WHERE name_key = $1", made->key)->next())
      findings.add("person {}: key of name {} is {}, should be {}", number, quoted(name), quoted(key),
                   quoted(made->key));
  }
  return count;
}

void judge_cursors(KeptTables& tables, Findings& findings) {
  const auto stray = tables.rows(
      "SELECT rooms.name, person, seq, head FROM cursors JOIN rooms ON rooms.id = room "
      "WHERE seq NOT BETWEEN 0 AND head ORDER BY room, person");
  while (stray->next())
    findings.add("room {}: person {} has read up to seq {}, the head is {}", quoted(stray->view(0)), stray->integer(1),
                 stray->integer(2), stray->integer(3));
}

}  // namespace

void judge(KeptTables& tables, Findings& findings, Verdict& verdict) {
  judge_log(tables, findings);
  judge_references(tables, findings);
  judge_unique(tables, findings);
  RoomJudge judge_room{tables, findings};
  const auto room =
      tables.rows("SELECT id, name, head, topic, CAST(closed AS INTEGER), coalesce(opener, -1) FROM rooms ORDER BY id");
  for (; room->next(); ++verdict.rooms)
    verdict.facts += judge_room.judge({room->integer(0), std::string{room->view(1)}, room->integer(2),
                                       std::string{room->view(3)}, room->integer(4) != 0, room->integer(5)});
  verdict.people = judge_people(tables, judge_room, findings);
  judge_cursors(tables, findings);
}

}  // namespace adapters
