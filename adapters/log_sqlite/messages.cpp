#include "adapters/log_sqlite/messages.hpp"

#include "adapters/log_rows/fact_row.hpp"

#include <algorithm>
#include <utility>

namespace adapters::sqlite {

// A text is overwritten by as many NULs: SQLite does that in place, so that no row moves and leaves a copy behind.
Messages::Messages(Database& database)
    : find_(database,
            "SELECT author, thread, pinned, reactions FROM facts LEFT JOIN states USING (room, seq) "
            "WHERE room = ? AND seq = ? AND kind = 1 AND deleted IS NULL"),
      edit_(database,
            "INSERT INTO states (room, seq, edited) VALUES (?, ?, ?) "
            "ON CONFLICT DO UPDATE SET edited = excluded.edited"),
      wipe_text_(database,
                 "UPDATE facts SET body = CAST(zeroblob(length(CAST(body AS BLOB))) AS TEXT) "
                 "WHERE room = ? AND seq = ?"),
      wipe_edits_(database,
                  "UPDATE facts SET body = CAST(zeroblob(length(CAST(body AS BLOB))) AS TEXT) "
                  "WHERE room = ? AND message = ? AND kind = 3"),
      wipe_reactions_(database, "DELETE FROM reactions WHERE room = ? AND message = ?"),
      wipe_state_(database,
                  "INSERT INTO states (room, seq, deleted) VALUES (?, ?, ?) ON CONFLICT DO UPDATE "
                  "SET deleted = excluded.deleted, edited = NULL, pinned = NULL, reactions = ''"),
      pin_(database,
           "INSERT INTO states (room, seq, pinned) VALUES (?, ?, ?) "
           "ON CONFLICT DO UPDATE SET pinned = excluded.pinned"),
      add_reply_(database,
                 "INSERT INTO states (room, seq, replies) VALUES (?, ?, 1) "
                 "ON CONFLICT DO UPDATE SET replies = replies + 1"),
      has_reacted_(database, "SELECT 1 FROM reactions WHERE room = ? AND message = ? AND emoji = ? AND author = ?"),
      add_reaction_(database, "INSERT INTO reactions (room, message, emoji, author, seq) VALUES (?, ?, ?, ?, ?)"),
      remove_reaction_(database, "DELETE FROM reactions WHERE room = ? AND message = ? AND emoji = ? AND author = ?"),
      who_reacted_(database,
                   "SELECT people.id FROM reactions JOIN people ON people.number = author "
                   "WHERE room = ? AND message = ? AND emoji = ? ORDER BY seq LIMIT ?"),
      set_reactions_(database,
                     "INSERT INTO states (room, seq, reactions) VALUES (?, ?, ?) "
                     "ON CONFLICT DO UPDATE SET reactions = excluded.reactions") {}

std::optional<Message> Messages::find(std::int64_t room, chat::Seq seq) {
  const auto number = number_of(seq);
  auto rows = find_.rows(room, number);
  if (!rows.next()) return {};
  return Message{.room = room,
                 .seq = number,
                 .author = rows.integer(0),
                 .thread = rows.optional_integer(1),
                 .pinned = rows.optional_integer(2).has_value(),
                 .reactions = reactions_of(rows.view(3))};
}

void Messages::wipe(const Message& message, std::int64_t by) {
  wipe_text_.run(message.room, message.seq);
  wipe_edits_.run(message.room, message.seq);
  wipe_reactions_.run(message.room, message.seq);
  wipe_state_.run(message.room, message.seq, by);
}

bool Messages::has_reacted(const Message& message, const std::string& emoji, std::int64_t person) {
  return has_reacted_.number(message.room, message.seq, emoji, person).has_value();
}

void Messages::react(Message message, const std::string& emoji, std::int64_t person, const chat::UserId& user,
                     std::int64_t by) {
  add_reaction_.run(message.room, message.seq, emoji, person, by);
  auto& all = message.reactions;
  auto reaction = std::ranges::find(all, emoji, &chat::Reaction::emoji);
  if (reaction == all.end()) reaction = all.insert(all.end(), {.emoji = emoji, .count = 0, .users = {}});
  ++reaction->count;
  if (reaction->users.size() < chat::most_users_named) reaction->users.push_back(user);
  const auto text = text_of(all);
  set_reactions_.run(message.room, message.seq, text);
}

void Messages::unreact(Message message, const std::string& emoji, std::int64_t person, const chat::UserId& user) {
  remove_reaction_.run(message.room, message.seq, emoji, person);
  auto& all = message.reactions;
  const auto reaction = std::ranges::find(all, emoji, &chat::Reaction::emoji);
  if (reaction == all.end()) throw DatabaseError("a reaction that its message does not know");
  if (--reaction->count == 0) {
    all.erase(reaction);
  } else if (std::erase(reaction->users, user) != 0 && reaction->count > reaction->users.size()) {
    reaction->users = first_who_reacted(message, emoji);
  }
  const auto text = text_of(all);
  set_reactions_.run(message.room, message.seq, text);
}

std::vector<chat::UserId> Messages::first_who_reacted(const Message& message, const std::string& emoji) {
  std::vector<chat::UserId> users;
  constexpr auto most = static_cast<std::int64_t>(chat::most_users_named);
  for (auto rows = who_reacted_.rows(message.room, message.seq, emoji, most); rows.next();)
    users.push_back({rows.text(0)});
  return users;
}

}  // namespace adapters::sqlite
