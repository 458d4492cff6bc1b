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

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace chat::protocol {

struct Limits {
  std::uint32_t text_bytes = longest_text_bytes;
  std::uint32_t name_characters = longest_name_characters;
  std::uint32_t history = largest_history;
  bool operator==(const Limits&) const = default;
  static constexpr auto json =
      json::shape(json::field("text_bytes", &Limits::text_bytes),
                  json::field("name_characters", &Limits::name_characters), json::field("history", &Limits::history));
};

/// A room as one finds it: facts up to `head` are history, those above it will be told.
struct RoomState {
  RoomName room;
  Seq head;
  std::vector<Person> here;  ///< everyone who is there, oneself included
  bool operator==(const RoomState&) const = default;
  static constexpr auto json = json::shape(json::field("room", &RoomState::room), json::field("head", &RoomState::head),
                                           json::field("here", &RoomState::here));
};

/// The answer to hello.
struct Welcome {
  std::string id;
  Person user;
  DeviceId device;
  Epoch epoch;
  std::vector<RoomState> rooms;
  Limits limits;
  bool operator==(const Welcome&) const = default;
  static constexpr auto json =
      json::shape("welcome", json::field("id", &Welcome::id), json::field("user", &Welcome::user),
                  json::field("device", &Welcome::device), json::field("epoch", &Welcome::epoch),
                  json::field("rooms", &Welcome::rooms), json::field("limits", &Welcome::limits));
};

/// The command is done, and on disk if it made a fact: then with that fact's place and time.
struct Ok {
  std::string id;
  std::optional<Seq> seq;
  std::optional<kotori::UnixMillis> at;
  bool operator==(const Ok&) const = default;
  static constexpr auto json =
      json::shape("ok", json::field("id", &Ok::id), json::field("seq", &Ok::seq), json::field("at", &Ok::at));
};

/// The answer to history: facts in ascending order.
struct HistoryPage {
  std::string id;
  RoomName room;
  std::vector<Fact> facts;
  bool more = false;  ///< there are further facts in the direction asked for
  bool operator==(const HistoryPage&) const = default;
  static constexpr auto json =
      json::shape("history", json::field("id", &HistoryPage::id), json::field("room", &HistoryPage::room),
                  json::field("facts", &HistoryPage::facts), json::field("more", &HistoryPage::more));
};

/// What one connection is told, for one of its commands.
using Answer = std::variant<Welcome, Ok, Refused, HistoryPage>;

/// As `kotori.v1` has them: one JSON object.
std::string to_text(const Answer& answer);
std::string to_text(const Event& event);

}  // namespace chat::protocol
