#include "chat/model/name.hpp"

#include "chat/model/tidy_name.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <string_view>
#include <utility>

namespace chat {
namespace {

constexpr std::array<std::string_view, 10> reserved{"admin",     "administrator", "everyone", "help",    "kotori",
                                                    "moderator", "root",          "server",   "support", "system"};

// What "[server] hello" begins with; nothing in a name that begins with a letter.
std::string_view marked_beginning(std::string_view name) {
  constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  const auto first = name.find_first_of(letters);
  if (first == 0 || first == name.npos || !word_of(name.substr(0, first)).empty()) return {};
  return name.substr(0, name.find_first_not_of(letters, first));
}

bool is_reserved(std::string_view word) { return std::ranges::find(reserved, word) != reserved.end(); }

bool is_newcomer(std::string_view word) {
  constexpr std::string_view user = "user";
  return word.starts_with(user) && word.size() > user.size() &&
         word.find_first_not_of('0', user.size()) == std::string_view::npos;
}

}  // namespace

kotori::Result<Name> make_name(std::string_view typed, VisitorNumber own) {
  auto shown = tidy_name(typed, {"a name", longest_name_bytes, longest_name_characters});
  if (!shown) return std::unexpected(std::move(shown.error()));
  auto key = name_key(*shown);
  Name name{.shown = std::move(*shown), .key = std::move(key)};
  const auto word = word_of(name.shown);
  if (is_reserved(word) || is_reserved(word_of(marked_beginning(name.key)))) return not_a_name("this name is reserved");
  if (is_newcomer(word) && name != newcomer_name(own)) return not_a_name("this name belongs to a newcomer");
  return name;
}

Name newcomer_name(VisitorNumber number) {
  auto name = fmt::format("user{}", number);
  return {.shown = name, .key = name};
}

kotori::Result<Name> make_room_name(std::string_view typed) {
  auto shown = tidy_name(typed, {"a room's name", longest_id, longest_name_characters});
  if (!shown) return std::unexpected(std::move(shown.error()));
  if (shown->starts_with('#')) return not_a_name("a room's name does not begin with #, which is shown before it");
  if (shown->find_first_of("/\\") != shown->npos) return not_a_name("a room's name has no slash");
  if (word_of(*shown) == lobby.value) return not_a_name("there is one lobby");
  auto key = name_key(*shown);
  return Name{.shown = std::move(*shown), .key = std::move(key)};
}

}  // namespace chat
