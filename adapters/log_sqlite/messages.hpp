#pragma once
#include "adapters/log_sqlite/people.hpp"
#include "adapters/sqlite/database.hpp"
#include "chat/model/ids.hpp"
#include "chat/model/message_state.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace adapters::sqlite {

/// A message that was said and is not deleted.
struct Message {
  std::int64_t room = 0, seq = 0;
  std::int64_t author = 0;
  std::optional<std::int64_t> thread;
  bool pinned = false;
  std::vector<chat::Reaction> reactions;
};

/// What has become of messages. `by` is the seq of the fact that does it. All throw DatabaseError.
class Messages {
 public:
  explicit Messages(Database& database);

  std::optional<Message> find(std::int64_t room, chat::Seq seq);

  void edit(const Message& message, std::int64_t by) { edit_.run(message.room, message.seq, by); }
  /// Nothing of its text is left in the database then, nor of its edits'.
  void wipe(const Message& message, std::int64_t by);
  /// Empty `by`: it is pinned no more.
  void pin(const Message& message, std::optional<std::int64_t> by) { pin_.run(message.room, message.seq, by); }
  void add_reply(std::int64_t room, std::int64_t thread) { add_reply_.run(room, thread); }

  bool has_reacted(const Message& message, const std::string& emoji, std::int64_t person);
  void react(Message message, const std::string& emoji, std::int64_t person, const chat::UserId& user, std::int64_t by);
  void unreact(Message message, const std::string& emoji, std::int64_t person, const chat::UserId& user);

 private:
  std::vector<chat::UserId> first_who_reacted(const Message& message, const std::string& emoji);

  Statement find_, edit_, wipe_text_, wipe_edits_, wipe_reactions_, wipe_state_, pin_, add_reply_;
  Statement has_reacted_, add_reaction_, remove_reaction_, who_reacted_, set_reactions_;
};

}  // namespace adapters::sqlite
