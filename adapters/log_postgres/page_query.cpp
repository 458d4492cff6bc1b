#include "adapters/log_postgres/page_query.hpp"

#include "adapters/log_rows/fact_row.hpp"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <optional>
#include <string>
#include <string_view>

namespace adapters::postgres {
namespace {

enum Column : int { seq, kind, at, user, name, body, message, thread, edited, deleted, pinned, replies, reactions };

// To each fact belong one lookup of its author, one of its state, and one of the edit that has its text now.
constexpr std::string_view facts_as_they_are = R"(
  SELECT found.seq, kind, at, people.id, found.name, coalesce(edit.body, found.body), message, thread,
         edited, deleted, pinned, replies, reactions
  FROM (
    SELECT *, coalesce(sum(bytes) OVER (ORDER BY seq {0} ROWS BETWEEN UNBOUNDED PRECEDING AND 2 PRECEDING), 0) AS before
    FROM (
      SELECT fact.*, states.edited, states.deleted, states.pinned, states.replies, states.reactions,
             octet_length(fact.body) + coalesce(pg_column_size(states.reactions), 0) AS bytes
      FROM ({1}) AS fact LEFT JOIN states ON states.room = fact.room AND states.seq = fact.seq
      ORDER BY fact.seq {0}) AS stated) AS found
  JOIN people ON people.number = found.author
  LEFT JOIN LATERAL (
    SELECT facts.body FROM facts WHERE facts.room = found.room AND facts.seq = found.edited) AS edit ON true
  WHERE before < $5
  ORDER BY found.seq {0})";

constexpr std::string_view of_room =
    "SELECT * FROM facts WHERE room = (SELECT id FROM rooms WHERE name = $1) AND seq > $2 AND seq < $3"
    " ORDER BY seq {0} LIMIT $4";
// The message that began it comes first, and then what is in it.
constexpr std::string_view of_thread =
    "SELECT * FROM ((SELECT * FROM facts WHERE room = (SELECT id FROM rooms WHERE name = $1) AND seq = $6 AND kind = 1"
    " AND seq > $2 AND seq < $3)"
    " UNION ALL (SELECT * FROM facts WHERE room = (SELECT id FROM rooms WHERE name = $1) AND thread = $6"
    " AND seq > $2 AND seq < $3 ORDER BY seq {0} LIMIT $4)) AS whole ORDER BY seq {0} LIMIT $4";

std::string query(bool upwards, std::string_view which) {
  const std::string_view direction = upwards ? "ASC" : "DESC";
  return fmt::format(fmt::runtime(facts_as_they_are), direction, fmt::format(fmt::runtime(which), direction));
}

std::optional<chat::Seq> optional_seq(const Rows& rows, std::size_t row, Column column) {
  const auto number = rows.optional_integer(row, column);
  if (!number) return {};
  return seq_of(*number);
}

chat::MessageState state_in(const Rows& rows, std::size_t row) {
  chat::MessageState state{.edited = optional_seq(rows, row, edited),
                           .deleted = optional_seq(rows, row, deleted),
                           .pinned = optional_seq(rows, row, pinned),
                           .replies = {},
                           .reactions = {}};
  if (const auto count = rows.optional_integer(row, replies).value_or(0); count > 0)
    state.replies = static_cast<std::uint32_t>(count);
  if (auto all = reactions_of(rows.view(row, reactions)); !all.empty()) state.reactions = std::move(all);
  return state;
}

}  // namespace

const Statement& page_query(bool upwards, bool of_a_thread) {
  static const std::array texts{query(false, of_room), query(true, of_room), query(false, of_thread),
                                query(true, of_thread)};
  static const std::array statements{Statement{"page_down", texts[0].c_str()}, Statement{"page_up", texts[1].c_str()},
                                     Statement{"thread_down", texts[2].c_str()},
                                     Statement{"thread_up", texts[3].c_str()}};
  return statements.at((of_a_thread ? 2U : 0U) + (upwards ? 1U : 0U));
}

chat::protocol::Fact fact_in(const Rows& rows, std::size_t row, const chat::RoomName& room) {
  return fact_of({.kind = static_cast<FactKind>(rows.integer(row, kind)),
                  .seq = rows.integer(row, seq),
                  .at = rows.integer(row, at),
                  .user = {{rows.text(row, user)}, rows.text(row, name)},
                  .body = rows.text(row, body),
                  .message = rows.optional_integer(row, message),
                  .thread = rows.optional_integer(row, thread),
                  .state = state_in(rows, row)},
                 room);
}

std::size_t bytes_in(const Rows& rows, std::size_t row) {
  return rows.view(row, body).size() + rows.view(row, reactions).size();
}

}  // namespace adapters::postgres
