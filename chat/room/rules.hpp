#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/intent.hpp"
#include "chat/model/person.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/refusal.hpp"

#include <optional>
#include <vector>

/// What each command wants, and on which conditions: what can be said without knowing what has happened so far.
namespace chat::rules {

struct Ruling {
  What what;
  std::vector<Precondition> only_if;
  std::optional<protocol::Refusal> refusal;
};

Ruling rule(const RoomName& room, VisitorNumber who, protocol::Command command);

}  // namespace chat::rules
