#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/message_state.hpp"
#include "chat/model/person.hpp"
#include "chat/model/text.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/json/shape.hpp"

#include <optional>
#include <string>
#include <variant>

/// What a room keeps for ever. Every fact says in which room it is and as which `seq`, `at` what time (for people to
/// read; nothing is ordered by it), and which `user` did it, under the name they went by then.
namespace chat::protocol {
namespace json = kotori::json;

/// Somebody said something. When it is read later, `text` and `state` are what has become of it since.
struct Said {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  std::string text;             ///< empty once it is deleted
  std::optional<Seq> reply_to;  ///< the message that this answers
  std::optional<Seq> thread;    ///< the first message of the thread to which this belongs by its reply_to
  std::optional<MessageState> state;
  bool operator==(const Said&) const = default;
  static constexpr auto json = json::shape("said", json::field("room", &Said::room), json::field("seq", &Said::seq),
                                           json::field("at", &Said::at), json::field("user", &Said::user),
                                           json::field("text", &Said::text, json::at_most(longest_text_bytes)),
                                           json::field("reply_to", &Said::reply_to),
                                           json::field("thread", &Said::thread), json::field("state", &Said::state));
};

/// Who said a message has changed its text.
struct Edited {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  std::string text;  ///< empty once the message is deleted
  bool operator==(const Edited&) const = default;
  static constexpr auto json = json::shape("edited", json::field("room", &Edited::room),
                                           json::field("seq", &Edited::seq), json::field("at", &Edited::at),
                                           json::field("user", &Edited::user), json::field("message", &Edited::message),
                                           json::field("text", &Edited::text, json::at_most(longest_text_bytes)));
};

/// Who said a message has deleted it. Its text, and that of its edits, is nowhere any more.
struct Deleted {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  bool operator==(const Deleted&) const = default;
  static constexpr auto json = json::shape(
      "deleted", json::field("room", &Deleted::room), json::field("seq", &Deleted::seq),
      json::field("at", &Deleted::at), json::field("user", &Deleted::user), json::field("message", &Deleted::message));
};

/// Somebody answered a message with a single character.
struct Reacted {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  std::string emoji;
  bool operator==(const Reacted&) const = default;
  static constexpr auto json = json::shape(
      "reacted", json::field("room", &Reacted::room), json::field("seq", &Reacted::seq),
      json::field("at", &Reacted::at), json::field("user", &Reacted::user), json::field("message", &Reacted::message),
      json::field("emoji", &Reacted::emoji, json::at_most(longest_reaction_bytes)));
};

/// Somebody took that back.
struct Unreacted {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  std::string emoji;
  bool operator==(const Unreacted&) const = default;
  static constexpr auto json =
      json::shape("unreacted", json::field("room", &Unreacted::room), json::field("seq", &Unreacted::seq),
                  json::field("at", &Unreacted::at), json::field("user", &Unreacted::user),
                  json::field("message", &Unreacted::message),
                  json::field("emoji", &Unreacted::emoji, json::at_most(longest_reaction_bytes)));
};

/// Somebody put a message where all find it.
struct Pinned {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  bool operator==(const Pinned&) const = default;
  static constexpr auto json = json::shape(
      "pinned", json::field("room", &Pinned::room), json::field("seq", &Pinned::seq), json::field("at", &Pinned::at),
      json::field("user", &Pinned::user), json::field("message", &Pinned::message));
};

/// Somebody took it away from there.
struct Unpinned {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  Seq message;
  bool operator==(const Unpinned&) const = default;
  static constexpr auto json =
      json::shape("unpinned", json::field("room", &Unpinned::room), json::field("seq", &Unpinned::seq),
                  json::field("at", &Unpinned::at), json::field("user", &Unpinned::user),
                  json::field("message", &Unpinned::message));
};

/// Somebody is a member of the room from here on, however often they connect.
struct Joined {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  bool operator==(const Joined&) const = default;
  static constexpr auto json =
      json::shape("joined", json::field("room", &Joined::room), json::field("seq", &Joined::seq),
                  json::field("at", &Joined::at), json::field("user", &Joined::user));
};

/// Somebody is no member any more.
struct Left {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  bool operator==(const Left&) const = default;
  static constexpr auto json = json::shape("left", json::field("room", &Left::room), json::field("seq", &Left::seq),
                                           json::field("at", &Left::at), json::field("user", &Left::user));
};

/// Somebody goes by another name from here on. Told in the lobby, and true everywhere.
struct Renamed {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;      ///< under the new name
  std::string was;  ///< the name before
  bool operator==(const Renamed&) const = default;
  static constexpr auto json =
      json::shape("renamed", json::field("room", &Renamed::room), json::field("seq", &Renamed::seq),
                  json::field("at", &Renamed::at), json::field("user", &Renamed::user),
                  json::field("was", &Renamed::was, json::at_most(longest_name_bytes)));
};

/// The first fact of every room but the lobby: somebody opened it, and is its first member.
struct Opened {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  std::string topic;
  bool operator==(const Opened&) const = default;
  static constexpr auto json = json::shape(
      "opened", json::field("room", &Opened::room), json::field("seq", &Opened::seq), json::field("at", &Opened::at),
      json::field("user", &Opened::user), json::field("topic", &Opened::topic, json::at_most(longest_topic_bytes)));
};

/// The room is about something else from here on.
struct TopicSet {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  std::string topic;
  bool operator==(const TopicSet&) const = default;
  static constexpr auto json =
      json::shape("topic_set", json::field("room", &TopicSet::room), json::field("seq", &TopicSet::seq),
                  json::field("at", &TopicSet::at), json::field("user", &TopicSet::user),
                  json::field("topic", &TopicSet::topic, json::at_most(longest_topic_bytes)));
};

/// Nothing follows: the room can be read, and nothing can be done in it.
struct Closed {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  bool operator==(const Closed&) const = default;
  static constexpr auto json =
      json::shape("closed", json::field("room", &Closed::room), json::field("seq", &Closed::seq),
                  json::field("at", &Closed::at), json::field("user", &Closed::user));
};

/// What a room keeps for ever, in the order of seq.
using Fact = std::variant<Said, Edited, Deleted, Reacted, Unreacted, Pinned, Unpinned, Joined, Left, Renamed, Opened,
                          TopicSet, Closed>;

inline const RoomName& room_of(const Fact& fact) {
  return std::visit([](const auto& each) -> const RoomName& { return each.room; }, fact);
}
inline Seq seq_of(const Fact& fact) {
  return std::visit([](const auto& each) { return each.seq; }, fact);
}
inline kotori::UnixMillis time_of(const Fact& fact) {
  return std::visit([](const auto& each) { return each.at; }, fact);
}
inline const Person& user_of(const Fact& fact) {
  return std::visit([](const auto& each) -> const Person& { return each.user; }, fact);
}

}  // namespace chat::protocol
