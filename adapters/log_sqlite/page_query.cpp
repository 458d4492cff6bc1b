#include "adapters/log_sqlite/page_query.hpp"

#include "adapters/log_rows/fact_row.hpp"

#include <fmt/format.h>
#include <string_view>

namespace adapters::sqlite {
namespace {

// A page is one walk along an index of facts; to each fact belong one lookup of its author, one of its state, and one
// of the edit that has its text now. Names of columns are given once, here, and counted below.
constexpr std::string_view facts_as_they_are = R"(
  SELECT fact.seq, fact.kind, fact.at, people.id, fact.name, fact.body, fact.message, fact.thread,
         states.edited, states.deleted, states.pinned, states.replies, states.reactions, edit.body
  FROM facts AS fact
  CROSS JOIN people ON people.number = fact.author
  LEFT JOIN states ON states.room = fact.room AND states.seq = fact.seq
  LEFT JOIN facts AS edit ON edit.room = fact.room AND edit.seq = states.edited
  WHERE fact.room = (SELECT id FROM rooms WHERE name = ?1) AND fact.seq > ?2 AND fact.seq < ?3)";

enum Column : std::uint8_t {
  seq,
  kind,
  at,
  user,
  name,
  body,
  message,
  thread,
  edited,
  deleted,
  pinned,
  replies,
  reactions,
  edited_body
};

std::optional<chat::Seq> optional_seq(const Rows& row, Column column) {
  const auto number = row.optional_integer(column);
  if (!number) return {};
  return seq_of(*number);
}

chat::MessageState state_in(const Rows& row) {
  chat::MessageState state{.edited = optional_seq(row, edited),
                           .deleted = optional_seq(row, deleted),
                           .pinned = optional_seq(row, pinned),
                           .replies = {},
                           .reactions = {}};
  if (const auto count = row.integer(replies); count > 0) state.replies = static_cast<std::uint32_t>(count);
  if (!row.view(reactions).empty()) state.reactions = reactions_of(row.view(reactions));
  return state;
}

// A text that was deleted is NULs, as many as it had bytes.
std::string text_in(const Rows& row) {
  const auto text = row.view(row.optional_integer(edited) ? edited_body : body);
  return text.starts_with('\0') ? std::string{} : std::string{text};
}

}  // namespace

std::string page_query(Direction direction, Of of) {
  const std::string_view order = direction == Direction::upwards ? "fact.seq" : "fact.seq DESC";
  if (of == Of::room) return fmt::format("{} ORDER BY {} LIMIT ?4", facts_as_they_are, order);
  // Its first message is asked for as a range, so that SQLite sees that there is nothing to sort.
  return fmt::format(
      "{0} AND fact.seq >= ?5 AND fact.seq <= ?5 AND fact.kind = 1 "
      "UNION ALL {0} AND fact.thread = ?5 ORDER BY {1} LIMIT ?4",
      facts_as_they_are, order);
}

chat::protocol::Fact fact_in(const Rows& row, const chat::RoomName& room) {
  return fact_of({.kind = static_cast<FactKind>(row.integer(kind)),
                  .seq = row.integer(seq),
                  .at = row.integer(at),
                  .user = {{row.text(user)}, row.text(name)},
                  .body = text_in(row),
                  .message = row.optional_integer(message),
                  .thread = row.optional_integer(thread),
                  .state = state_in(row)},
                 room);
}

std::size_t bytes_in(const Rows& row) {
  return row.view(body).size() + row.view(edited_body).size() + row.view(reactions).size();
}

}  // namespace adapters::sqlite
