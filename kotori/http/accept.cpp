#include "kotori/http/accept.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <cstddef>

namespace kotori::inline v0::http {
namespace {

/// "1", "0.5", "0.125"; 0 for anything that is none of them.
int weight_from(std::string_view text) {
  if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1')) return 0;
  if (text.size() > 1 && text[1] != '.') return 0;
  int weight = (text[0] - '0') * 1000;
  for (int scale = 100; const char digit : text.substr(std::min<std::size_t>(2, text.size()))) {
    if (!is_digit(digit)) return 0;
    weight += (digit - '0') * scale;
    scale /= 10;
  }
  return weight <= 1000 ? weight : 0;
}

/// What stands before the next semicolon, which is taken, too.
std::string_view take_part(std::string_view& element) {
  const auto end = element.find(';');
  const auto part = trimmed(element.substr(0, end));
  element.remove_prefix(end == std::string_view::npos ? element.size() : end + 1);
  return part;
}

/// 3 for the type itself, 2 for all of its kind, 1 for all, 0 for others.
int closeness(std::string_view range, std::string_view type) {
  if (equal_ignoring_case(range, type)) return 3;
  if (range == "*/*") return 1;
  const bool of_its_kind =
      range.ends_with("/*") && equal_ignoring_case(range.substr(0, range.size() - 1), type.substr(0, range.size() - 1));
  return of_its_kind ? 2 : 0;
}

}  // namespace

std::optional<Preference> take_preference(std::string_view& list) {
  auto element = take_element(list);
  if (element.empty()) return std::nullopt;
  Preference preference{.name = take_part(element)};
  while (!element.empty()) {
    const auto parameter = take_part(element);
    if (!parameter.starts_with("q=") && !parameter.starts_with("Q=")) continue;
    preference.weight = weight_from(parameter.substr(2));
    break;
  }
  return preference;
}

std::optional<int> weight_of_coding(std::string_view accept_encoding, std::string_view coding) {
  std::optional<int> of_others;
  while (const auto preference = take_preference(accept_encoding)) {
    if (equal_ignoring_case(preference->name, coding)) return preference->weight;
    if (preference->name == "*" && !of_others) of_others = preference->weight;
  }
  return of_others;
}

std::optional<int> weight_of_media_type(std::string_view accept, std::string_view type) {
  std::optional<int> weight;
  int closest = 0;
  while (const auto preference = take_preference(accept)) {
    const auto close = closeness(preference->name, type);
    if (close <= closest) continue;
    closest = close;
    weight = preference->weight;
  }
  return weight;
}

}  // namespace kotori::inline v0::http
