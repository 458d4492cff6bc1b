#include "kotori/websocket/utf8.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <string_view>

/// UTF-8 against a second decoder, which knows no table of bytes but only what a character is: its number.
namespace hardening {
namespace {

using kotori::websocket::is_utf8;
using kotori::websocket::Utf8Check;

struct Judgement {
  std::size_t refused_at = 0;  ///< the byte, counted from 1, at which no text can go on so; 0: none
  bool complete = true;        ///< no character is half said
  bool operator==(const Judgement&) const = default;
};

/// Whether any character of this many bytes has a number from `low` to `high`.
bool is_any(std::uint32_t low, std::uint32_t high, int length) {
  constexpr std::array<std::uint32_t, 5> smallest{0, 0, 0x80, 0x800, 0x10000};
  low = std::max(low, smallest[static_cast<std::size_t>(length)]);
  high = std::min(high, 0x10FFFFU);
  const bool all_surrogates = low >= 0xD800 && high <= 0xDFFF;
  return low <= high && !all_surrogates;
}

/// By the numbers that the bytes so far leave possible.
Judgement by_number(std::string_view bytes) {
  std::uint32_t number = 0;
  int length = 1, missing = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(bytes[i]);
    if (missing == 0) {
      length = byte < 0x80 ? 1 : byte < 0xC0 ? 0 : byte < 0xE0 ? 2 : byte < 0xF0 ? 3 : byte < 0xF8 ? 4 : 0;
      if (length == 0) return {i + 1, true};
      number = length == 1 ? byte : byte & (0xFFU >> (length + 1));
      missing = length - 1;
    } else {
      if (byte < 0x80 || byte >= 0xC0) return {i + 1, false};
      number = number << 6 | (byte & 0x3FU);
      --missing;
    }
    const auto low = number << (6 * missing);
    const auto high = low | ((1U << (6 * missing)) - 1);
    if (!is_any(low, high, length)) return {i + 1, missing > 0};
  }
  return {0, missing == 0};
}

/// The check, given one byte at a time.
Judgement by_bytes(std::string_view bytes) {
  Utf8Check check;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if (!check.accept(bytes.substr(i, 1))) return {i + 1, false};
  return {0, check.complete()};
}

/// Whole, byte by byte, and cut in two anywhere, the check says what the second decoder says, at the same byte.
bool agree(std::string_view bytes) {
  const auto expected = by_number(bytes);
  const auto heard = by_bytes(bytes);
  if (heard.refused_at != expected.refused_at) return false;
  const bool refused = expected.refused_at > 0;
  if (!refused && heard.complete != expected.complete) return false;
  if (is_utf8(bytes) != (!refused && expected.complete)) return false;
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    Utf8Check check;
    const bool first = check.accept(bytes.substr(0, cut));
    if (first != (!refused || expected.refused_at > cut)) return false;
    if (!first) continue;
    if (check.accept(bytes.substr(cut)) != !refused || (!refused && check.complete() != expected.complete))
      return false;
  }
  return true;
}

/// Strings of this length, of these bytes; the first on which the two do not agree, if there is one.
template <std::size_t length> std::string first_dispute(std::string_view alphabet) {
  std::array<char, length> bytes{};
  std::array<std::size_t, length> at{};
  for (;;) {
    for (std::size_t i = 0; i < length; ++i) bytes[i] = alphabet[at[i]];
    if (!agree({bytes.data(), length})) return testing::PrintToString(bytes);
    std::size_t place = length;
    while (place > 0 && ++at[place - 1] == alphabet.size()) at[--place] = 0;
    if (place == 0) return "none";
  }
}

std::string every_byte() {
  std::string all;
  for (int byte = 0; byte <= 0xFF; ++byte) all += static_cast<char>(byte);
  return all;
}

}  // namespace

TEST(Utf8, OfOneToThreeBytesIsJudgedAsByASecondDecoder) {
  EXPECT_EQ(first_dispute<1>(every_byte()), "none");
  EXPECT_EQ(first_dispute<2>(every_byte()), "none");
  EXPECT_EQ(first_dispute<3>(every_byte()), "none");
}

// The bytes on both sides of each border that a rule draws.
constexpr std::string_view borders =
    "a\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC1\xC2\xDF\xE0\xE1\xEC\xED\xEE\xEF\xF0\xF1\xF3\xF4\xF5\xF7\xF8\xFF";

TEST(Utf8, OfFourAndFiveBytesAtTheBordersIsJudgedAsByASecondDecoder) {
  EXPECT_EQ(first_dispute<4>(borders), "none");
  EXPECT_EQ(first_dispute<5>("a\x80\x8F\x90\xBF\xC2\xE0\xED\xF0\xF4\xFF"), "none");
}

// Long pieces go another way, which ends before their last character.
TEST(Utf8, OfFourBytesAtTheBordersIsJudgedAlikeInALongPiece) {
  constexpr std::string_view few = "a\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xE0\xED\xEF\xF0\xF4\xF5";
  const std::string before(40, 'x');
  for (const char a : few)
    for (const char b : few)
      for (const char c : few)
        for (const char d : few) {
          const std::string bytes{a, b, c, d};
          ASSERT_TRUE(agree(before + bytes)) << testing::PrintToString(bytes);
          ASSERT_TRUE(agree(bytes + before)) << testing::PrintToString(bytes);
        }
}

}  // namespace hardening
