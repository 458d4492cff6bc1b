#include "kotori/http/parameter.hpp"

#include <charconv>
#include <cmath>

namespace kotori::inline v0::http {
namespace {

template <class T> std::optional<T> whole(std::string_view text) {
  T number{};
  const auto [stop, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && stop == text.data() + text.size() ? std::optional(number) : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> read_integer(std::string_view text, std::int64_t least, std::int64_t most) {
  const auto number = whole<std::int64_t>(text);
  return number && *number >= least && *number <= most ? number : std::nullopt;
}

std::optional<std::uint64_t> read_natural(std::string_view text, std::uint64_t most) {
  const auto number = whole<std::uint64_t>(text);
  return number && *number <= most ? number : std::nullopt;
}

std::optional<double> read_number(std::string_view text) {
  const auto number = whole<double>(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

std::optional<bool> read_boolean(std::string_view text) {
  if (text == "true" || text == "1") return true;
  if (text == "false" || text == "0") return false;
  return std::nullopt;
}

}  // namespace kotori::inline v0::http
