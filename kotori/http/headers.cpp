#include "kotori/http/headers.hpp"

#include "kotori/http/text.hpp"

#include <stdexcept>

namespace kotori::inline v0::http {
namespace {
constexpr std::string_view separator = ": ";
constexpr std::string_view line_end = "\r\n";
}  // namespace

Field Headers::Iterator::operator*() const {
  const auto line = lines_.substr(0, line_);
  const auto colon = line.find(':');
  return {line.substr(0, colon), line.substr(colon + separator.size())};
}

Headers::Iterator& Headers::Iterator::operator++() {
  *this = Iterator(lines_.substr(line_ + line_end.size()));
  return *this;
}

void Headers::add(std::string_view name, std::string_view value) {
  if (!is_token(name)) throw std::invalid_argument("a header's name must be a token");
  if (!is_field_value(value)) throw std::invalid_argument("a header's value must be one trimmed line without controls");
  add_checked(name, value);
}

void Headers::add_checked(std::string_view name, std::string_view value) {
  text_.append(name).append(separator).append(value).append(line_end);
}

void Headers::set(std::string_view name, std::string_view value) {
  Headers one;  // a copy, for the value may point into what is removed; and whatever throws does so before
  one.add(name, value);
  remove(name);
  add_all(one);
}

void Headers::add_missing(const Headers& others) {
  Headers missing;
  missing.reserve(others.text_.size());
  for (const auto& field : others)
    if (!contains(field.name)) missing.add_checked(field.name, field.value);
  add_all(missing);
}

void Headers::add_to_list(std::string_view name, std::string_view token) {
  if (list_holds(name, token) || list_holds(name, "*")) return;
  const auto list = joined(name);
  set(name, list ? *list + ", " + std::string(token) : token);
}

void Headers::remove(std::string_view name) {
  Headers others;
  for (const auto& field : *this)
    if (!equal_ignoring_case(field.name, name)) others.add(field.name, field.value);
  *this = std::move(others);
}

std::optional<std::string_view> Headers::find(std::string_view name) const {
  for (const auto& field : *this)
    if (equal_ignoring_case(field.name, name)) return field.value;
  return std::nullopt;
}

std::optional<std::string> Headers::joined(std::string_view name) const {
  std::optional<std::string> all;
  for (const auto& field : *this) {
    if (!equal_ignoring_case(field.name, name)) continue;
    if (all)
      all->append(", ").append(field.value);
    else
      all.emplace(field.value);
  }
  return all;
}

bool Headers::list_holds(std::string_view name, std::string_view token) const {
  for (const auto& field : *this)
    if (equal_ignoring_case(field.name, name) && http::list_holds(field.value, token)) return true;
  return false;
}

}  // namespace kotori::inline v0::http
