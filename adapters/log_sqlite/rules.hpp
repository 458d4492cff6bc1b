#pragma once
#include "adapters/log_sqlite/memberships.hpp"
#include "adapters/log_sqlite/messages.hpp"
#include "adapters/log_sqlite/people.hpp"
#include "adapters/log_sqlite/rooms.hpp"
#include "chat/model/intent.hpp"
#include "chat/ports/log.hpp"

#include <optional>

namespace adapters::sqlite {

/// What the writer knows beside the facts: what they have made of people, rooms and messages.
struct Tables {
  explicit Tables(Database& database) : people(database), rooms(database), memberships(database), messages(database) {}
  People people;
  Rooms rooms;
  Memberships memberships;
  Messages messages;
};

/// An intent, and what of the tables it is about.
struct Asked {
  chat::Intent& intent;
  KnownPerson& author;
  KnownRoom* room = nullptr;         ///< null when there is none of this name
  std::optional<Message> message{};  ///< which it is about; empty when it is none, or not there
};

/// Why no fact comes of it: the first of its preconditions that does not hold; what it needs is not there; it is so
/// already; or it is one too many. Empty when it may be stored, unless it is a repeat.
std::optional<chat::Outcome> why_not(Tables& tables, const Asked& asked);

}  // namespace adapters::sqlite
