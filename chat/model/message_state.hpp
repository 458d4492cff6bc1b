#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/text.hpp"
#include "kotori/json/shape.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace chat {

/// A message has at most this many different reactions, each with at most so many of its users named.
inline constexpr std::size_t most_reactions = 20;
inline constexpr std::size_t most_users_named = 20;

/// What people answer a message with by a single character.
struct Reaction {
  std::string emoji;
  std::uint32_t count = 0;
  std::vector<UserId> users;  ///< the first most_users_named of them
  bool operator==(const Reaction&) const = default;
  static constexpr auto json = json::shape(
      json::field("emoji", &Reaction::emoji, json::at_most(longest_reaction_bytes)),
      json::field("count", &Reaction::count), json::field("users", &Reaction::users, json::at_most(most_users_named)));
};

/// What has become of a message since it was said: what later facts of its room have made of it. Each Seq is that of
/// the fact that did it last.
struct MessageState {
  std::optional<Seq> edited;
  std::optional<Seq> deleted;
  std::optional<Seq> pinned;
  std::optional<std::uint32_t> replies;  ///< of the thread that it began
  std::optional<std::vector<Reaction>> reactions;
  bool operator==(const MessageState&) const = default;
  static constexpr auto json =
      json::shape(json::field("edited", &MessageState::edited), json::field("deleted", &MessageState::deleted),
                  json::field("pinned", &MessageState::pinned), json::field("replies", &MessageState::replies),
                  json::field("reactions", &MessageState::reactions, json::at_most(most_reactions)));
};

}  // namespace chat
