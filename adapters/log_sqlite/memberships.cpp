#include "adapters/log_sqlite/memberships.hpp"

#include "adapters/log_rows/fact_row.hpp"

#include <algorithm>

namespace adapters::sqlite {
namespace {

chat::protocol::RoomState state_of(const Rows& row) {
  const auto head = row.integer(1), read = row.integer(2);
  return {.room = {row.text(0)},
          .head = seq_of(head),
          .read = seq_of(read),
          .unread = static_cast<std::uint64_t>(head - read),
          .topic = row.text(3),
          .closed = row.integer(4) != 0};
}

}  // namespace

Memberships::Memberships(Database& database)
    : has_(database, "SELECT 1 FROM members WHERE person = ? AND room = ?"),
      count_(database, "SELECT count(*) FROM members WHERE person = ?"),
      add_(database, "INSERT INTO members (person, room) VALUES (?, ?)"),
      remove_(database, "DELETE FROM members WHERE person = ? AND room = ?"),
      lobby_(database,
             "SELECT name, head, coalesce(seq, 0), topic, closed FROM rooms "
             "LEFT JOIN cursors ON person = ? AND room = id WHERE name = ?"),
      rooms_(database,
             "SELECT name, head, coalesce(seq, 0), topic, closed FROM members CROSS JOIN rooms ON id = members.room "
             "LEFT JOIN cursors ON cursors.person = members.person AND cursors.room = members.room "
             "WHERE members.person = ?"),
      keep_(database,
            "INSERT INTO cursors (person, room, seq) SELECT people.number, rooms.id, min(?, rooms.head) "
            "FROM people, rooms WHERE people.id = ? AND rooms.name = ? "
            "ON CONFLICT DO UPDATE SET seq = excluded.seq WHERE excluded.seq > seq") {}

std::vector<chat::protocol::RoomState> Memberships::of(std::int64_t person) {
  std::vector<chat::protocol::RoomState> all;
  for (auto rows = lobby_.rows(person, chat::lobby.value); rows.next();) all.push_back(state_of(rows));
  for (auto rows = rooms_.rows(person); rows.next();) all.push_back(state_of(rows));
  std::ranges::sort(all.begin() + 1, all.end(), {}, &chat::protocol::RoomState::room);
  return all;
}

void Memberships::keep(const chat::ReadMark& mark) { keep_.run(number_of(mark.seq), mark.user.value, mark.room.value); }

}  // namespace adapters::sqlite
