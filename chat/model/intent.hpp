#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace chat {

/// Which command a fact comes from: one command makes one fact, however often it is sent.
struct Origin {
  UserId user;
  DeviceId device;
  ClientId client_id;
  bool operator==(const Origin&) const = default;
};

struct NewText {
  std::string text;
  bool operator==(const NewText&) const = default;
};
struct NewName {
  Name name;
  bool operator==(const NewName&) const = default;
};

/// What must be true when a fact is stored, checked in the storing transaction.
enum class Precondition : std::uint8_t {
  name_free,  ///< nobody else has the name that this gives
};

/// What a room wants the log to store: all that a room can know. The log adds the seq, the time and the names that
/// people go by at that moment.
struct Intent {
  RoomName room;
  Origin by;
  std::variant<NewText, NewName> what;
  std::vector<Precondition> only_if;
  bool operator==(const Intent&) const = default;
};

}  // namespace chat
