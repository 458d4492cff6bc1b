#include "kotori/http/byte_ranges.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <limits>

namespace kotori::inline v0::http {
namespace {

constexpr auto no_end = std::numeric_limits<std::uint64_t>::max();

/// A number that is too large to be counted lies behind every end, too.
std::optional<std::uint64_t> parse_place(std::string_view digits) {
  if (digits.empty() || !std::ranges::all_of(digits, is_digit)) return std::nullopt;
  std::uint64_t number = 0;
  for (const char digit : digits) {
    const auto value = static_cast<std::uint64_t>(digit - '0');
    if (number > (no_end - value) / 10) return no_end;
    number = number * 10 + value;
  }
  return number;
}

/// "0-499", "500-", "-500". Of no bytes: it lies behind the end. Empty: malformed.
std::optional<ByteRange> parse_range(std::string_view text, std::uint64_t of) {
  const auto dash = text.find('-');
  if (dash == std::string_view::npos) return std::nullopt;
  const auto before = text.substr(0, dash), behind = text.substr(dash + 1);
  if (before.empty()) {
    const auto last_bytes = parse_place(behind);
    if (!last_bytes) return std::nullopt;
    const auto size = std::min(*last_bytes, of);
    return ByteRange{of - size, size};
  }
  const auto first = parse_place(before), last = behind.empty() ? no_end : parse_place(behind);
  if (!first || !last || *last < *first) return std::nullopt;
  if (*first >= of) return ByteRange{};
  return ByteRange{*first, std::min(*last, of - 1) - *first + 1};
}

bool overlap(std::vector<ByteRange> ranges) {
  std::ranges::sort(ranges, {}, &ByteRange::first);
  return std::ranges::adjacent_find(ranges, [](const ByteRange& one, const ByteRange& next) {
           return one.first + one.size > next.first;
         }) != ranges.end();
}

}  // namespace

std::optional<std::vector<ByteRange>> parse_byte_ranges(std::string_view range, std::uint64_t of) {
  constexpr std::string_view unit = "bytes=";
  if (!equal_ignoring_case(range.substr(0, unit.size()), unit)) return std::nullopt;
  range.remove_prefix(unit.size());
  std::vector<ByteRange> ranges;
  std::size_t count = 0;
  for (auto text = take_element(range); !text.empty(); text = take_element(range)) {
    const auto one = parse_range(text, of);
    if (!one || ++count > most_ranges) return std::nullopt;
    if (one->size > 0) ranges.push_back(*one);
  }
  if (count == 0 || overlap(ranges)) return std::nullopt;
  return ranges;
}

}  // namespace kotori::inline v0::http
