#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "chat/protocol/refusal.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

/// What the two sides of `kotori.v1` say, one struct a message; docs/protocol.md shows each.
namespace chat::protocol {

/// A page of history has at most this many facts, and this many unless a limit is given.
inline constexpr std::size_t largest_history = 100;
/// So many rooms one may be a member of, the lobby not counted.
inline constexpr std::size_t most_rooms = 200;

/// The last fact of a room that a client has. With the time of that fact it is told apart from another that has the
/// same number, after an old copy of the data was put back.
struct Position {
  RoomName room;
  Seq seq;
  std::optional<kotori::UnixMillis> at;
  bool operator==(const Position&) const = default;
  static constexpr auto json = json::shape(json::field("room", &Position::room), json::field("seq", &Position::seq),
                                           json::field("at", &Position::at));
};

/// How far a client has come, in the epoch it was told.
struct Resume {
  Epoch epoch;
  std::vector<Position> rooms;
  bool operator==(const Resume&) const = default;
  static constexpr auto json = json::shape(json::field("epoch", &Resume::epoch),
                                           json::field("rooms", &Resume::rooms, json::at_most(most_rooms + 1)));
};

/// The first command of a connection: which device this is, and what it knows.
struct Hello {
  std::string id;
  DeviceId device;
  std::optional<Resume> resume;
  bool operator==(const Hello&) const = default;
  static constexpr auto json =
      json::shape("hello", json::field("id", &Hello::id, json::at_most(longest_command_id)),
                  json::field("device", &Hello::device), json::field("resume", &Hello::resume));
};

struct Say {
  std::string id;
  RoomName room;
  ClientId client_id;
  std::string text;
  std::optional<Seq> reply_to;
  bool operator==(const Say&) const = default;
  static constexpr auto json = json::shape("say", json::field("id", &Say::id, json::at_most(longest_command_id)),
                                           json::field("room", &Say::room), json::field("client_id", &Say::client_id),
                                           json::field("text", &Say::text, json::at_most(longest_text_bytes)),
                                           json::field("reply_to", &Say::reply_to));
};

/// Changes the text of an own message, the one said as `seq`.
struct EditMessage {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  std::string text;
  bool operator==(const EditMessage&) const = default;
  static constexpr auto json =
      json::shape("edit", json::field("id", &EditMessage::id, json::at_most(longest_command_id)),
                  json::field("room", &EditMessage::room), json::field("client_id", &EditMessage::client_id),
                  json::field("seq", &EditMessage::seq),
                  json::field("text", &EditMessage::text, json::at_most(longest_text_bytes)));
};

struct DeleteMessage {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  bool operator==(const DeleteMessage&) const = default;
  static constexpr auto json =
      json::shape("delete", json::field("id", &DeleteMessage::id, json::at_most(longest_command_id)),
                  json::field("room", &DeleteMessage::room), json::field("client_id", &DeleteMessage::client_id),
                  json::field("seq", &DeleteMessage::seq));
};

/// Answers the message said as `seq` with a single character.
struct ReactTo {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  std::string emoji;
  bool operator==(const ReactTo&) const = default;
  static constexpr auto json = json::shape(
      "react", json::field("id", &ReactTo::id, json::at_most(longest_command_id)), json::field("room", &ReactTo::room),
      json::field("client_id", &ReactTo::client_id), json::field("seq", &ReactTo::seq),
      json::field("emoji", &ReactTo::emoji, json::at_most(longest_reaction_bytes)));
};

/// Takes that back.
struct UnreactTo {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  std::string emoji;
  bool operator==(const UnreactTo&) const = default;
  static constexpr auto json =
      json::shape("unreact", json::field("id", &UnreactTo::id, json::at_most(longest_command_id)),
                  json::field("room", &UnreactTo::room), json::field("client_id", &UnreactTo::client_id),
                  json::field("seq", &UnreactTo::seq),
                  json::field("emoji", &UnreactTo::emoji, json::at_most(longest_reaction_bytes)));
};

struct PinMessage {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  bool operator==(const PinMessage&) const = default;
  static constexpr auto json =
      json::shape("pin", json::field("id", &PinMessage::id, json::at_most(longest_command_id)),
                  json::field("room", &PinMessage::room), json::field("client_id", &PinMessage::client_id),
                  json::field("seq", &PinMessage::seq));
};

struct UnpinMessage {
  std::string id;
  RoomName room;
  ClientId client_id;
  Seq seq;
  bool operator==(const UnpinMessage&) const = default;
  static constexpr auto json =
      json::shape("unpin", json::field("id", &UnpinMessage::id, json::at_most(longest_command_id)),
                  json::field("room", &UnpinMessage::room), json::field("client_id", &UnpinMessage::client_id),
                  json::field("seq", &UnpinMessage::seq));
};

/// Opens a room, of which one is a member then; on this connection one hears it from there on. It has the name that
/// make_room_name() makes of this one.
struct OpenRoom {
  std::string id;
  RoomName room;
  ClientId client_id;
  std::optional<std::string> topic;
  bool operator==(const OpenRoom&) const = default;
  static constexpr auto json =
      json::shape("open", json::field("id", &OpenRoom::id, json::at_most(longest_command_id)),
                  json::field("room", &OpenRoom::room), json::field("client_id", &OpenRoom::client_id),
                  json::field("topic", &OpenRoom::topic, json::at_most(longest_topic_bytes)));
};

/// Makes one a member; on this connection one hears the room from there on. Harmless to who is a member.
struct JoinRoom {
  std::string id;
  RoomName room;
  ClientId client_id;
  bool operator==(const JoinRoom&) const = default;
  static constexpr auto json =
      json::shape("join", json::field("id", &JoinRoom::id, json::at_most(longest_command_id)),
                  json::field("room", &JoinRoom::room), json::field("client_id", &JoinRoom::client_id));
};

struct LeaveRoom {
  std::string id;
  RoomName room;
  ClientId client_id;
  bool operator==(const LeaveRoom&) const = default;
  static constexpr auto json =
      json::shape("leave", json::field("id", &LeaveRoom::id, json::at_most(longest_command_id)),
                  json::field("room", &LeaveRoom::room), json::field("client_id", &LeaveRoom::client_id));
};

struct SetRoomTopic {
  std::string id;
  RoomName room;
  ClientId client_id;
  std::string topic;
  bool operator==(const SetRoomTopic&) const = default;
  static constexpr auto json =
      json::shape("topic", json::field("id", &SetRoomTopic::id, json::at_most(longest_command_id)),
                  json::field("room", &SetRoomTopic::room), json::field("client_id", &SetRoomTopic::client_id),
                  json::field("topic", &SetRoomTopic::topic, json::at_most(longest_topic_bytes)));
};

/// Who opened a room closes it: it can be read, and nothing can be done in it any more.
struct CloseRoom {
  std::string id;
  RoomName room;
  ClientId client_id;
  bool operator==(const CloseRoom&) const = default;
  static constexpr auto json =
      json::shape("close", json::field("id", &CloseRoom::id, json::at_most(longest_command_id)),
                  json::field("room", &CloseRoom::room), json::field("client_id", &CloseRoom::client_id));
};

struct Rename {
  std::string id;
  ClientId client_id;
  std::string name;
  bool operator==(const Rename&) const = default;
  static constexpr auto json = json::shape("rename", json::field("id", &Rename::id, json::at_most(longest_command_id)),
                                           json::field("client_id", &Rename::client_id),
                                           json::field("name", &Rename::name, json::at_most(longest_name_bytes)));
};

/// One is writing in this room. Not answered unless it is refused.
struct Typing {
  std::string id;
  RoomName room;
  bool operator==(const Typing&) const = default;
  static constexpr auto json = json::shape("typing", json::field("id", &Typing::id, json::at_most(longest_command_id)),
                                           json::field("room", &Typing::room));
};

/// One has read up to this seq; one's other devices are told. Never goes back. Not answered unless it is refused.
struct MarkRead {
  std::string id;
  RoomName room;
  Seq seq;
  bool operator==(const MarkRead&) const = default;
  static constexpr auto json = json::shape("read", json::field("id", &MarkRead::id, json::at_most(longest_command_id)),
                                           json::field("room", &MarkRead::room), json::field("seq", &MarkRead::seq));
};

/// Asks for a page of facts: those next before a seq, those next after it, those around it, or the newest; of the room,
/// or only what is said in the thread that began as `thread`. At most one of before, after and around is given.
struct History {
  std::string id;
  RoomName room;
  std::optional<Seq> before;
  std::optional<Seq> after;
  std::optional<Seq> around;
  std::optional<Seq> thread;
  std::optional<std::uint32_t> limit;
  bool operator==(const History&) const = default;
  static constexpr auto json =
      json::shape("history", json::field("id", &History::id, json::at_most(longest_command_id)),
                  json::field("room", &History::room), json::field("before", &History::before),
                  json::field("after", &History::after), json::field("around", &History::around),
                  json::field("thread", &History::thread), json::field("limit", &History::limit));
};

/// Asks for the facts of a hole: those after one seq and before another, from the first on.
struct Fill {
  std::string id;
  RoomName room;
  Seq after;
  Seq before;
  bool operator==(const Fill&) const = default;
  static constexpr auto json = json::shape("fill", json::field("id", &Fill::id, json::at_most(longest_command_id)),
                                           json::field("room", &Fill::room), json::field("after", &Fill::after),
                                           json::field("before", &Fill::before));
};

/// Asks for the rooms that are open, in the order of their names, from the one next after `after` on.
struct ListRooms {
  std::string id;
  std::optional<RoomName> after;
  std::optional<std::uint32_t> limit;
  bool operator==(const ListRooms&) const = default;
  static constexpr auto json =
      json::shape("rooms", json::field("id", &ListRooms::id, json::at_most(longest_command_id)),
                  json::field("after", &ListRooms::after), json::field("limit", &ListRooms::limit));
};

/// The commands that make facts: each says in which room, but Rename, whose fact is made in the lobby.
using Command = std::variant<Say, EditMessage, DeleteMessage, ReactTo, UnreactTo, PinMessage, UnpinMessage, OpenRoom,
                             JoinRoom, LeaveRoom, SetRoomTopic, CloseRoom, Rename>;

using FromClient =
    std::variant<Hello, Say, EditMessage, DeleteMessage, ReactTo, UnreactTo, PinMessage, UnpinMessage, OpenRoom,
                 JoinRoom, LeaveRoom, SetRoomTopic, CloseRoom, Rename, Typing, MarkRead, History, Fill, ListRooms>;

/// The command in a text message, or the answer that says what is wrong with it: with its id when that can be read.
std::expected<FromClient, Refused> read_command(std::string_view text);

}  // namespace chat::protocol
