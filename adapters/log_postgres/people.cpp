#include "adapters/log_postgres/people.hpp"

#include "adapters/log_rows/fact_row.hpp"

#include <optional>
#include <string_view>

namespace adapters::postgres {

const Statement admit{"admit_1", "SELECT admit_1($1, $2)"};

const Statement find_people{
    "find_people",
    "SELECT people.id, people.number, people.name, rooms.name, rooms.head, coalesce("
    "   (SELECT seq FROM cursors WHERE cursors.person = people.number AND cursors.room = rooms.id), 0),"
    " rooms.topic, rooms.closed"
    " FROM people"
    " CROSS JOIN LATERAL (SELECT id FROM rooms WHERE name = 'lobby'"
    "                     UNION ALL SELECT room FROM members WHERE person = people.number) AS mine"
    " JOIN rooms ON rooms.id = mine.id"
    " WHERE people.id = ANY ($1) ORDER BY people.id, rooms.name <> 'lobby', rooms.name"};

// Sorted, so that two who keep marks of the same people do not wait for each other.
const Statement keep_marks{
    "keep_marks",
    "INSERT INTO cursors AS kept (person, room, seq)"
    " SELECT people.number, rooms.id, max(least(given.seq, rooms.head))"
    " FROM unnest($1, $2, $3) AS given(who, room, seq)"
    " JOIN people ON people.id = given.who JOIN rooms ON rooms.name = given.room"
    " GROUP BY people.number, rooms.id ORDER BY people.number, rooms.id"
    " ON CONFLICT (person, room) DO UPDATE SET seq = excluded.seq WHERE excluded.seq > kept.seq"};

std::unordered_map<std::string, chat::Admission> admissions_in(const Rows& rows) {
  enum Column : int { id, number, name, room, head, read, topic, closed };
  std::unordered_map<std::string, chat::Admission> all;
  for (std::size_t row = 0; row < rows.size(); ++row) {
    auto& admission = all[rows.text(row, id)];
    if (admission.rooms.empty()) {
      admission.visitor = {.person = {{rows.text(row, id)}, rows.text(row, name)},
                           .number = static_cast<chat::VisitorNumber>(rows.integer(row, number))};
    }
    const auto reached = rows.integer(row, head), mark = rows.integer(row, read);
    admission.rooms.push_back({.room = {rows.text(row, room)},
                               .head = seq_of(reached),
                               .read = seq_of(mark),
                               .unread = static_cast<std::uint64_t>(reached - mark),
                               .topic = rows.text(row, topic),
                               .closed = rows.truth(row, closed)});
  }
  return all;
}

Parameters parameters_of(const std::vector<chat::ReadMark>& marks) {
  std::vector<std::string_view> users, rooms;
  std::vector<std::optional<std::int64_t>> seqs;
  for (const auto& mark : marks) {
    users.emplace_back(mark.user.value);
    rooms.emplace_back(mark.room.value);
    seqs.emplace_back(number_of(mark.seq));
  }
  return std::move(Parameters{}.add(users).add(rooms).add(seqs));
}

}  // namespace adapters::postgres
