#pragma once
#include "chat/protocol/facts.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <variant>
#include <vector>

/// What everyone in a room is told: its facts, and what passes and is kept nowhere.
namespace chat::protocol {

/// In a room with more people than this, comings and goings are not told one by one, and lists name only so many.
inline constexpr std::size_t most_people_named = 100;

/// A person's first connection came.
struct Here {
  RoomName room;
  Person user;
  bool operator==(const Here&) const = default;
  static constexpr auto json = json::shape("here", json::field("room", &Here::room), json::field("user", &Here::user));
};

/// A person's last connection went.
struct Gone {
  RoomName room;
  Person user;
  bool operator==(const Gone&) const = default;
  static constexpr auto json = json::shape("gone", json::field("room", &Gone::room), json::field("user", &Gone::user));
};

/// How many people are here, in a room with too many to tell of each. With `here` they are no longer too many: these it
/// are, and from here on each is told of again.
struct Crowd {
  RoomName room;
  std::uint32_t count = 0;
  std::optional<std::vector<Person>> here;
  bool operator==(const Crowd&) const = default;
  static constexpr auto json =
      json::shape("crowd", json::field("room", &Crowd::room), json::field("count", &Crowd::count),
                  json::field("here", &Crowd::here, json::at_most(most_people_named)));
};

/// These people have begun to write since the last time this was told.
struct Writing {
  RoomName room;
  std::vector<Person> users;
  bool operator==(const Writing&) const = default;
  static constexpr auto json = json::shape("typing", json::field("room", &Writing::room),
                                           json::field("users", &Writing::users, json::at_most(most_people_named)));
};

/// What everyone in a room is told.
using Event = std::variant<Said, Edited, Deleted, Reacted, Unreacted, Pinned, Unpinned, Joined, Left, Renamed, Opened,
                           TopicSet, Closed, Here, Gone, Crowd, Writing>;

/// Its time; of what is no fact, none.
inline kotori::UnixMillis time_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> kotori::UnixMillis {
        if constexpr (requires { each.at; }) return each.at;
        return 0;
      },
      event);
}

/// Its seq, if it is a fact.
inline std::optional<Seq> seq_of(const Event& event) {
  return std::visit(
      [](const auto& each) -> std::optional<Seq> {
        if constexpr (requires { each.seq; }) return each.seq;
        return std::nullopt;
      },
      event);
}

}  // namespace chat::protocol
