#pragma once
#include "chat/ports/bus.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

/// News as it is written down: who says it, as the how-manieth of its life.
struct Letter {
  std::string node;
  std::uint64_t life = 0;
  std::uint64_t count = 0;
  chat::News news;
  bool operator==(const Letter&) const = default;
  static constexpr auto json =
      chat::json::shape(chat::json::field("node", &Letter::node, chat::json::at_most(chat::longest_id)),
                        chat::json::field("life", &Letter::life), chat::json::field("count", &Letter::count),
                        chat::json::field("news", &Letter::news));
};

/// One JSON object.
std::string to_text(const Letter& letter);
/// Empty: it is none, or tells what this version does not know. What it does not know of a kind it knows is ignored.
std::optional<Letter> read_letter(std::string_view text);

}  // namespace adapters
