#pragma once
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

/// Eight bytes of a text looked at as one number: nearly all of a text is plain, and this way it passes quickly.
namespace kotori::inline v0 {

inline std::uint64_t load_eight(const char* from) {
  std::uint64_t eight;
  std::memcpy(&eight, from, sizeof eight);
  return eight;
}

constexpr std::uint64_t every(unsigned char byte) { return 0x0101010101010101U * byte; }

/// Not zero if one of the bytes is below `limit`, which is 0x80 at most. It does not tell which.
constexpr std::uint64_t any_below(unsigned char limit, std::uint64_t eight) {
  return (eight - every(limit)) & ~eight & every(0x80);
}

/// Not zero if one of the bytes is this one. It does not tell which.
constexpr std::uint64_t any_is(unsigned char byte, std::uint64_t eight) { return any_below(1, eight ^ every(byte)); }

/// Not zero if one of the bytes is no ASCII.
constexpr std::uint64_t any_beyond_ascii(std::uint64_t eight) { return eight & every(0x80); }

/// How many bytes at the front are plain. `any_other` says of eight whether some are not, `is_plain` of one that it is.
template <class AnyOther, class IsPlain>
std::size_t plain_front(std::string_view text, AnyOther any_other, IsPlain is_plain) {
  std::size_t at = 0;
  while (at + 8 <= text.size() && !any_other(load_eight(text.data() + at))) at += 8;
  while (at < text.size() && is_plain(text[at])) ++at;
  return at;
}

/// Fastest where the text is short.
inline bool is_ascii(std::string_view text) {
  std::uint64_t all = 0;
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) all |= load_eight(text.data() + at);
  for (; at < text.size(); ++at) all |= static_cast<unsigned char>(text[at]);
  return any_beyond_ascii(all) == 0;
}

}  // namespace kotori::inline v0
