#include "kotori/sessions/dated.hpp"

#include <charconv>
#include <optional>

namespace kotori::inline v0::sessions {
namespace {

std::optional<std::string_view> take_word(std::string_view& text) {
  const auto space = text.find(' ');
  if (space == std::string_view::npos) return std::nullopt;
  const auto word = text.substr(0, space);
  text.remove_prefix(space + 1);
  return word;
}

bool take_time(std::string_view& text, UnixMillis& time) {
  constexpr UnixMillis year_5138 = 100'000'000'000'000;  // and nothing that is added to it overflows
  const auto word = take_word(text);
  if (!word) return false;
  const auto [end, error] = std::from_chars(word->data(), word->data() + word->size(), time);
  return error == std::errc{} && end == word->data() + word->size() && time >= 0 && time <= year_5138;
}

}  // namespace

std::string write_dated(std::string_view id, const Record& record) {
  auto text = std::to_string(record.begun) + " " + std::to_string(record.used) + " ";
  return text.append(id).append(" ").append(record.value);
}

bool read_dated(std::string_view text, std::string& id, Record& record) {
  if (!take_time(text, record.begun) || !take_time(text, record.used)) return false;
  const auto word = take_word(text);
  if (!word || word->empty()) return false;
  id = *word;
  record.value = text;
  return true;
}

}  // namespace kotori::inline v0::sessions
