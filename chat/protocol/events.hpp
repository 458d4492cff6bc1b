#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/json/shape.hpp"

#include <string>
#include <variant>

namespace chat::protocol {
namespace json = kotori::json;

/// A fact: somebody said something. The name is the one they went by then.
struct Said {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;
  std::string text;
  bool operator==(const Said&) const = default;
  static constexpr auto json =
      json::shape("said", json::field("room", &Said::room), json::field("seq", &Said::seq),
                  json::field("at", &Said::at), json::field("user", &Said::user), json::field("text", &Said::text));
};

/// A fact: somebody goes by another name from here on.
struct Renamed {
  RoomName room;
  Seq seq;
  kotori::UnixMillis at = 0;
  Person user;      ///< under the new name
  std::string was;  ///< the name before
  bool operator==(const Renamed&) const = default;
  static constexpr auto json = json::shape("renamed", json::field("room", &Renamed::room),
                                           json::field("seq", &Renamed::seq), json::field("at", &Renamed::at),
                                           json::field("user", &Renamed::user), json::field("was", &Renamed::was));
};

/// What a room keeps for ever, in the order of seq.
using Fact = std::variant<Said, Renamed>;

inline const RoomName& room_of(const Fact& fact) {
  return std::visit([](const auto& each) -> const RoomName& { return each.room; }, fact);
}
inline Seq seq_of(const Fact& fact) {
  return std::visit([](const auto& each) { return each.seq; }, fact);
}

/// A person's first connection came. Told once, kept nowhere.
struct Here {
  RoomName room;
  Person user;
  bool operator==(const Here&) const = default;
  static constexpr auto json = json::shape("here", json::field("room", &Here::room), json::field("user", &Here::user));
};

/// A person's last connection went. Told once, kept nowhere.
struct Gone {
  RoomName room;
  Person user;
  bool operator==(const Gone&) const = default;
  static constexpr auto json = json::shape("gone", json::field("room", &Gone::room), json::field("user", &Gone::user));
};

/// What everyone in a room is told.
using Event = std::variant<Said, Renamed, Here, Gone>;

}  // namespace chat::protocol
