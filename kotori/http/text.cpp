#include "kotori/http/text.hpp"

#include "kotori/base/eight_bytes.hpp"

#include <algorithm>
#include <array>

namespace kotori::inline v0::http {
namespace {

constexpr auto token_characters = [] {
  std::array<bool, 256> table{};
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<unsigned char>(c)] = true;
  for (char c = '0'; c <= '9'; ++c) table[static_cast<unsigned char>(c)] = true;
  for (char c = 'A'; c <= 'Z'; ++c)
    table[static_cast<unsigned char>(c)] = table[static_cast<unsigned char>(lower(c))] = true;
  return table;
}();

bool is_blank(char c) { return c == ' ' || c == '\t'; }

}  // namespace

bool is_token_character(char c) { return token_characters[static_cast<unsigned char>(c)]; }

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_character); }

std::size_t bytes_before_control(std::string_view text) {
  return plain_front(
      text, [](std::uint64_t eight) { return any_below(' ', eight) | any_is(0x7f, eight); },
      [](char c) { return !is_control(c); });
}

bool is_field_value(std::string_view text) {
  if (trimmed(text).size() != text.size()) return false;
  for (;; text.remove_prefix(1)) {
    text.remove_prefix(bytes_before_control(text));
    if (text.empty()) return true;
    if (text.front() != '\t') return false;
  }
}

bool equal_ignoring_case(std::string_view one, std::string_view other) {
  return std::ranges::equal(one, other, {}, lower, lower);
}

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

std::string_view take_element(std::string_view& list) {
  while (!list.empty()) {
    const auto comma = list.find(',');
    const auto element = trimmed(list.substr(0, comma));
    list.remove_prefix(comma == std::string_view::npos ? list.size() : comma + 1);
    if (!element.empty()) return element;
  }
  return {};
}

bool list_holds(std::string_view list, std::string_view token) {
  for (auto element = take_element(list); !element.empty(); element = take_element(list))
    if (equal_ignoring_case(element, token)) return true;
  return false;
}

}  // namespace kotori::inline v0::http
