#include "kotori/http/text.hpp"

#include <algorithm>

namespace kotori::http {
namespace {
bool is_blank(char c) { return c == ' ' || c == '\t'; }
}  // namespace

bool is_token_character(char c) {
  return is_letter(c) || is_digit(c) || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").contains(c));
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_character); }

bool is_field_value(std::string_view text) {
  return trimmed(text).size() == text.size() &&
         std::ranges::none_of(text, [](char c) { return is_control(c) && c != '\t'; });
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

}  // namespace kotori::http
