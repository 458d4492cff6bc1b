#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace kotori::inline v0::http {

struct ByteRange {
  std::uint64_t first = 0;
  std::uint64_t size = 0;
  bool operator==(const ByteRange&) const = default;
};

/// More ranges than this in one request are not looked at.
inline constexpr std::size_t most_ranges = 16;

/// What a Range header asks of so many bytes (RFC 9110 §14.1.2), in its order; those that lie behind the end are left
/// out, so none at all means 416. Empty: the header is as if it were not there, for it is malformed, of another unit,
/// of too many ranges, or of ranges that overlap, which nobody needs (§17.15).
std::optional<std::vector<ByteRange>> parse_byte_ranges(std::string_view range, std::uint64_t of);

}  // namespace kotori::inline v0::http
