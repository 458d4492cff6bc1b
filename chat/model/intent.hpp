#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"

#include <cstdint>
#include <optional>
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

/// What somebody wants to become a fact. `message` is the seq of the message that it is about.
struct NewText {
  std::string text;
  std::optional<Seq> reply_to;
  bool operator==(const NewText&) const = default;
};
struct NewName {
  Name name;
  bool operator==(const NewName&) const = default;
};
struct Edit {
  Seq message;
  std::string text;
  bool operator==(const Edit&) const = default;
};
struct Delete {
  Seq message;
  bool operator==(const Delete&) const = default;
};
struct React {
  Seq message;
  std::string emoji;
  bool operator==(const React&) const = default;
};
struct Unreact {
  Seq message;
  std::string emoji;
  bool operator==(const Unreact&) const = default;
};
struct Pin {
  Seq message;
  bool operator==(const Pin&) const = default;
};
struct Unpin {
  Seq message;
  bool operator==(const Unpin&) const = default;
};
struct Join {
  bool operator==(const Join&) const = default;
};
struct Leave {
  bool operator==(const Leave&) const = default;
};
/// Who opens a room is its first member.
struct Open {
  std::string key;    ///< of its name: rooms with the same key are the same room
  std::string topic;  ///< may be empty
  bool operator==(const Open&) const = default;
};
struct SetTopic {
  std::string topic;  ///< may be empty
  bool operator==(const SetTopic&) const = default;
};
struct Close {
  bool operator==(const Close&) const = default;
};

using What =
    std::variant<NewText, NewName, Edit, Delete, React, Unreact, Pin, Unpin, Join, Leave, Open, SetTopic, Close>;

/// What must be true when a fact is stored, checked in the storing transaction.
enum class Precondition : std::uint8_t {
  name_free,      ///< nobody else has the name that this gives
  room_new,       ///< there is no room of this key yet
  room_open,      ///< the room exists and is not closed
  member,         ///< the origin's user is a member of the room
  opener,         ///< the origin's user opened the room
  message_there,  ///< the message that this is about, or that it replies to, was said in this room and not deleted
  own_message,    ///< ... by the origin's user
  never,          ///< not to be stored: asks only whether the same command has been kept before
};

/// What a room wants the log to store: all that a room can know. The log adds the seq, the time and the names that
/// people go by at that moment.
struct Intent {
  RoomName room;
  Origin by;
  What what;
  std::vector<Precondition> only_if;
  bool operator==(const Intent&) const = default;
};

}  // namespace chat
