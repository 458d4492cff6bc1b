#include "apps/kotori/bench/mark.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace bench {
namespace {

constexpr std::string_view sign = "kb#";
constexpr std::size_t sender_digits = 6, number_digits = 8, time_digits = 16;
constexpr std::size_t digits = sender_digits + number_digits + time_digits;

template <class T> bool take_hex(std::string_view& from, std::size_t count, T& into) {
  const auto hex = from.substr(0, count);
  from.remove_prefix(count);
  return std::from_chars(hex.data(), hex.data() + hex.size(), into, 16).ptr == hex.data() + hex.size();
}

}  // namespace

std::string text_with(const Mark& mark, std::size_t size) {
  auto text = fmt::format("{}{:06x}{:08x}{:016x}", sign, mark.sender & 0xFFFFFF, mark.number,
                          static_cast<std::uint64_t>(mark.sent.time_since_epoch().count()));
  text.resize(std::max(size, text.size()), '.');
  return text;
}

std::optional<Mark> take_mark(std::string_view& heard) {
  const auto at = heard.starts_with(sign) ? 0 : heard.find(sign);
  if (at == heard.npos || heard.size() - at < sign.size() + digits) return {};
  heard.remove_prefix(at + sign.size());
  Mark mark;
  std::uint64_t sent = 0;
  if (!take_hex(heard, sender_digits, mark.sender) || !take_hex(heard, number_digits, mark.number) ||
      !take_hex(heard, time_digits, sent))
    return {};
  mark.sent = kotori::Instant{kotori::Duration{static_cast<std::int64_t>(sent)}};
  return mark;
}

}  // namespace bench
