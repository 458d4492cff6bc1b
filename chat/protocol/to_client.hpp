#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/name.hpp"
#include "chat/model/person.hpp"
#include "chat/model/text.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/refusal.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chat::protocol {

/// A connection is told so often how far its rooms have come.
inline constexpr std::uint32_t heartbeat_milliseconds = 25'000;
/// Who comes back misses at most so many facts of a room; beyond, they are given the newest ones and a hole.
inline constexpr std::size_t most_resumed = 1'000;
inline constexpr std::size_t facts_after_reset = 50;

struct Limits {
  std::uint32_t text_bytes = longest_text_bytes;
  std::uint32_t name_characters = longest_name_characters;
  std::uint32_t topic_bytes = longest_topic_bytes;
  std::uint32_t history = largest_history;
  std::uint32_t rooms = most_rooms;
  std::uint32_t resumed = most_resumed;
  bool operator==(const Limits&) const = default;
  static constexpr auto json = json::shape(
      json::field("text_bytes", &Limits::text_bytes), json::field("name_characters", &Limits::name_characters),
      json::field("topic_bytes", &Limits::topic_bytes), json::field("history", &Limits::history),
      json::field("rooms", &Limits::rooms), json::field("resumed", &Limits::resumed));
};

/// A room of which one is a member, as it is now.
struct RoomState {
  RoomName room;
  Seq head;  ///< of its last fact
  Seq read;  ///< how far one has read it, on whichever device
  std::uint64_t unread = 0;
  std::string topic;
  bool closed = false;
  bool operator==(const RoomState&) const = default;
  static constexpr auto json =
      json::shape(json::field("room", &RoomState::room), json::field("head", &RoomState::head),
                  json::field("read", &RoomState::read), json::field("unread", &RoomState::unread),
                  json::field("topic", &RoomState::topic, json::at_most(longest_topic_bytes)),
                  json::field("closed", &RoomState::closed));
};

/// The answer to hello. For each of its rooms follows, in its own time, `caught_up`: before it the facts missed, or a
/// `reset`.
struct Welcome {
  std::string id;
  Person user;
  DeviceId device;
  Epoch epoch;
  std::uint32_t heartbeat = heartbeat_milliseconds;
  std::vector<RoomState> rooms;  ///< the lobby first
  Limits limits;
  bool operator==(const Welcome&) const = default;
  static constexpr auto json = json::shape(
      "welcome", json::field("id", &Welcome::id, json::at_most(longest_command_id)),
      json::field("user", &Welcome::user), json::field("device", &Welcome::device),
      json::field("epoch", &Welcome::epoch), json::field("heartbeat", &Welcome::heartbeat),
      json::field("rooms", &Welcome::rooms, json::at_most(most_rooms + 1)), json::field("limits", &Welcome::limits));
};

/// The command is done, and on disk if it made a fact: then with that fact's place and time. Without them it was so
/// already.
struct Ok {
  std::string id;
  std::optional<Seq> seq;
  std::optional<kotori::UnixMillis> at;
  bool operator==(const Ok&) const = default;
  static constexpr auto json = json::shape("ok", json::field("id", &Ok::id, json::at_most(longest_command_id)),
                                           json::field("seq", &Ok::seq), json::field("at", &Ok::at));
};

/// The answer to history and fill: facts in ascending order; without holes unless a thread was asked for.
struct HistoryPage {
  std::string id;
  RoomName room;
  std::vector<Fact> facts;
  bool more = false;          ///< there are further facts in the direction asked for; with `around`: older ones
  std::optional<bool> newer;  ///< with `around`: there are newer ones
  bool operator==(const HistoryPage&) const = default;
  static constexpr auto json =
      json::shape("history", json::field("id", &HistoryPage::id, json::at_most(longest_command_id)),
                  json::field("room", &HistoryPage::room),
                  json::field("facts", &HistoryPage::facts, json::at_most(largest_history)),
                  json::field("more", &HistoryPage::more), json::field("newer", &HistoryPage::newer));
};

/// A room that is open to all.
struct RoomSummary {
  RoomName room;
  std::string topic;
  std::uint64_t members = 0;  ///< 0 for the lobby, which has none: everyone is there
  bool operator==(const RoomSummary&) const = default;
  static constexpr auto json =
      json::shape(json::field("room", &RoomSummary::room),
                  json::field("topic", &RoomSummary::topic, json::at_most(longest_topic_bytes)),
                  json::field("members", &RoomSummary::members));
};

/// The answer to rooms.
struct RoomList {
  std::string id;
  std::vector<RoomSummary> rooms;
  bool more = false;
  bool operator==(const RoomList&) const = default;
  static constexpr auto json = json::shape("rooms", json::field("id", &RoomList::id, json::at_most(longest_command_id)),
                                           json::field("rooms", &RoomList::rooms, json::at_most(largest_history)),
                                           json::field("more", &RoomList::more));
};

/// What one connection is told, for one of its commands.
using Answer = std::variant<Welcome, Ok, Refused, HistoryPage, RoomList>;

/// From here on this connection hears the room: every fact above `seq` will be told, once, in order.
struct CaughtUp {
  RoomName room;
  Seq seq;
  std::vector<Person> here;  ///< at most most_people_named of those who are there, oneself included
  std::uint32_t count = 0;   ///< of all who are there
  bool operator==(const CaughtUp&) const = default;
  static constexpr auto json = json::shape(
      "caught_up", json::field("room", &CaughtUp::room), json::field("seq", &CaughtUp::seq),
      json::field("here", &CaughtUp::here, json::at_most(most_people_named)), json::field("count", &CaughtUp::count));
};

/// What the client knew of this room does not fit or is too far back: it begins anew with these facts, the newest ones.
struct Reset {
  RoomName room;
  Epoch epoch;
  Seq head;
  std::vector<Fact> facts;
  bool more = false;  ///< there are older ones
  bool operator==(const Reset&) const = default;
  static constexpr auto json = json::shape("reset", json::field("room", &Reset::room),
                                           json::field("epoch", &Reset::epoch), json::field("head", &Reset::head),
                                           json::field("facts", &Reset::facts, json::at_most(facts_after_reset)),
                                           json::field("more", &Reset::more));
};

/// How far the rooms have come that this connection hears. Who has less than that is deaf, and fills the hole.
struct Heartbeat {
  struct Head {
    RoomName room;
    Seq seq;
    bool operator==(const Head&) const = default;
    static constexpr auto json = json::shape(json::field("room", &Head::room), json::field("seq", &Head::seq));
  };
  std::vector<Head> rooms;
  bool operator==(const Heartbeat&) const = default;
  static constexpr auto json =
      json::shape("heartbeat", json::field("rooms", &Heartbeat::rooms, json::at_most(most_rooms + 1)));
};

/// One has read up to here, on another device.
struct ReadElsewhere {
  RoomName room;
  Seq seq;
  bool operator==(const ReadElsewhere&) const = default;
  static constexpr auto json =
      json::shape("read", json::field("room", &ReadElsewhere::room), json::field("seq", &ReadElsewhere::seq));
};

/// One has become a member of a room on another device, and sends `join` if one wants to hear it here; or one has left
/// a room, on this device or another, and hears it no more.
struct MembershipElsewhere {
  RoomName room;
  bool member = false;
  bool operator==(const MembershipElsewhere&) const = default;
  static constexpr auto json = json::shape("membership", json::field("room", &MembershipElsewhere::room),
                                           json::field("member", &MembershipElsewhere::member));
};

/// What one connection is told without having asked.
using Notice = std::variant<CaughtUp, Reset, Heartbeat, ReadElsewhere, MembershipElsewhere>;

/// As `kotori.v1` has them: one JSON object.
std::string to_text(const Answer& answer);
std::string to_text(const Notice& notice);
std::string to_text(const Event& event);
std::string to_text(const Fact& fact);

}  // namespace chat::protocol
