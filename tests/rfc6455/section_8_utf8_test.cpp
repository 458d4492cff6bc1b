#include "kotori/websocket/utf8.hpp"
#include "tests/rfc6455/wire.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

/// §8.1 Handling of Errors in UTF-8-Encoded Data, against a second decoder: the grammar of RFC 3629 §4, written down.
namespace rfc6455 {
namespace {

using kotori::websocket::is_utf8;
using kotori::websocket::Utf8Check;

struct Range {
  std::uint8_t from, to;
};
constexpr Range tail{0x80, 0xBF}, none{1, 0};

// RFC 3629 §4: UTF8-1, UTF8-2, UTF8-3, UTF8-4.
constexpr std::array<std::array<Range, 4>, 9> grammar{{
    {{{0x00, 0x7F}, none, none, none}},
    {{{0xC2, 0xDF}, tail, none, none}},
    {{{0xE0, 0xE0}, {0xA0, 0xBF}, tail, none}},
    {{{0xE1, 0xEC}, tail, tail, none}},
    {{{0xED, 0xED}, {0x80, 0x9F}, tail, none}},
    {{{0xEE, 0xEF}, tail, tail, none}},
    {{{0xF0, 0xF0}, {0x90, 0xBF}, tail, tail}},
    {{{0xF1, 0xF3}, tail, tail, tail}},
    {{{0xF4, 0xF4}, {0x80, 0x8F}, tail, tail}},
}};

enum class Verdict { whole, begun, wrong };

/// What the grammar says of a string: UTF-8, the beginning of some UTF-8, or neither.
Verdict by_the_grammar(std::string_view bytes) {
  if (bytes.empty()) return Verdict::whole;
  for (const auto& row : grammar) {
    std::size_t length = 0, fitting = 0;
    while (length < 4 && row[length].from <= row[length].to) ++length;
    while (fitting < std::min(length, bytes.size()) && static_cast<std::uint8_t>(bytes[fitting]) >= row[fitting].from &&
           static_cast<std::uint8_t>(bytes[fitting]) <= row[fitting].to) {
      ++fitting;
    }
    if (fitting == length) return by_the_grammar(bytes.substr(length));
    if (fitting == bytes.size()) return Verdict::begun;
  }
  return Verdict::wrong;
}

Verdict by_the_check(std::string_view bytes) {
  Utf8Check check;
  for (const char& byte : bytes) {
    if (!check.accept({&byte, 1})) return Verdict::wrong;
  }
  return check.complete() ? Verdict::whole : Verdict::begun;
}

/// All three ways to check agree with the grammar.
bool agree(std::string_view bytes) {
  const Verdict expected = by_the_grammar(bytes);
  Utf8Check at_once;
  const bool accepted = at_once.accept(bytes);
  return by_the_check(bytes) == expected && accepted == (expected != Verdict::wrong) &&
         (!accepted || at_once.complete() == (expected == Verdict::whole)) &&
         is_utf8(bytes) == (expected == Verdict::whole);
}

/// Goes on with every string that begins so and may still become UTF-8; those that may not were refused at this byte,
/// and whatever follows them is never looked at. So all strings up to `depth` bytes are covered.
void compare_all(std::string& begun, std::size_t depth, std::size_t& compared) {
  for (int byte = 0; byte <= 0xFF; ++byte) {
    begun.push_back(static_cast<char>(byte));
    ++compared;
    const Verdict expected = by_the_grammar(begun);
    ASSERT_EQ(by_the_check(begun), expected) << testing::PrintToString(begun);
    if (expected != Verdict::wrong && begun.size() < depth) compare_all(begun, depth, compared);
    begun.pop_back();
  }
}

}  // namespace

TEST(Section8_1_Utf8, IsJudgedAsByTheGrammarForAllStringsOfOneAndTwoBytes) {
  std::string begun;
  std::size_t compared = 0;
  compare_all(begun, 2, compared);
  EXPECT_EQ(compared, 256U + 256U * (128 + 30 + 16 + 5));
  for (int first = 0; first <= 0xFF; ++first) {
    EXPECT_TRUE(agree(std::string{static_cast<char>(first)})) << first;
    for (int second = 0; second <= 0xFF; ++second) {
      EXPECT_TRUE(agree(std::string{static_cast<char>(first), static_cast<char>(second)})) << first << ' ' << second;
    }
  }
}

// Exhaustive but for the beginnings that are ASCII, which leave no trace: of those one in 16 is enough.
TEST(Section8_1_Utf8, IsJudgedAsByTheGrammarForAllStringsOfThreeBytes) {
  for (int first = 0; first <= 0xFF; first += first < 0x80 ? 16 : 1) {
    std::string begun{static_cast<char>(first)};
    if (by_the_grammar(begun) == Verdict::wrong) continue;
    std::size_t compared = 0;
    compare_all(begun, 3, compared);
  }
}

// A stride coprime to 2^24 meets every value of every byte.
TEST(Section8_1_Utf8, IsJudgedAlikeWholeAndInPiecesForASampleOfThreeBytes) {
  for (std::uint32_t number = 0; number < (1U << 24); number += 251) {
    const std::string bytes{static_cast<char>(number >> 16), static_cast<char>(number >> 8), static_cast<char>(number)};
    ASSERT_TRUE(agree(bytes)) << testing::PrintToString(bytes);
  }
}

TEST(Section8_1_Utf8, IsJudgedAsByTheGrammarAtTheBordersOfFourBytes) {
  const std::string seconds = "\x00\x7F\x80\x8F\x90\x9F\xA0\xBF\xC0\xC2\xF0\xFF"s, thirds = "\x00\x7F\x80\xBF\xC0\xFF"s;
  for (int first = 0xE0; first <= 0xFF; ++first) {
    for (const char second : seconds) {
      for (const char third : thirds) {
        for (const char fourth : thirds) {
          const std::string bytes{static_cast<char>(first), second, third, fourth};
          EXPECT_TRUE(agree(bytes)) << testing::PrintToString(bytes);
          // Also where the fast pass over long pieces ends, and where it begins.
          const std::string padding(64, 'x');
          EXPECT_TRUE(agree(padding + bytes)) << testing::PrintToString(bytes);
          EXPECT_TRUE(agree(bytes + padding)) << testing::PrintToString(bytes);
        }
      }
    }
  }
}

TEST(Section8_1_Text, IsRefusedAtTheFirstByteThatCannotBeUtf8) {
  const std::string good = "κόσμε";
  for (const auto& [wrong, at] : {std::pair{"\xFF"s, 1U},
                                  {"\x80"s, 1U},
                                  {"\xC0\x80"s, 1U},
                                  {"\xF5\x80\x80\x80"s, 1U},
                                  {"\xE0\x80\x80"s, 2U},
                                  {"\xED\xA0\x80"s, 2U},
                                  {"\xF0\x80\x80\x80"s, 2U},
                                  {"\xF4\x90\x80\x80"s, 2U},
                                  {"\xE9\xB3x"s, 3U},
                                  {"\xF0\x9F\x90x"s, 4U}}) {
    const std::string bytes = frame(fin | text, good + wrong + "edited");
    EXPECT_EQ(bytes_until_broken(bytes), 6 + good.size() + at);
    EXPECT_EQ(hear(bytes + frame(fin | text, "unheard")), Heard{"broken 1007"});
    EXPECT_EQ(bytes_until_broken(frame(text, good + wrong + "edited")), 6 + good.size() + at);
  }
}

TEST(Section8_1_Character, MayBeCutBetweenFragmentsAnywhere) {
  const std::string said = "aé鳥🐦";
  for (std::size_t cut = 0; cut <= said.size(); ++cut) {
    EXPECT_EQ(
        hear(frame(text, said.substr(0, cut)) + frame(fin | ping, "") + frame(fin | continuation, said.substr(cut))),
        (Heard{"ping ", "text " + said}));
  }
  std::string single_bytes = frame(text, "");
  for (const char& byte : said) single_bytes += frame(continuation, {&byte, 1});
  EXPECT_EQ(hear(single_bytes + frame(fin | continuation, "")), Heard{"text " + said});
}

TEST(Section8_1_Text, ThatEndsWithinACharacterIsRefused) {
  for (const std::string_view cut : {"\xC3", "\xE9", "\xE9\xB3", "\xF0", "\xF0\x9F", "\xF0\x9F\x90"}) {
    EXPECT_EQ(hear(frame(fin | text, cut)), Heard{"broken 1007"});
    EXPECT_EQ(hear(frame(text, cut) + frame(fin | continuation, "")), Heard{"broken 1007"});
    EXPECT_EQ(hear(frame(text, cut) + frame(fin | continuation, "x")), Heard{"broken 1007"});
  }
}

TEST(Section8_1_Text, OfEveryCharacterThereIsIsHeard) {
  constexpr std::array leads{0x00, 0xC0, 0xE0, 0xF0};
  std::string all;
  for (std::uint32_t point = 0; point <= 0x10FFFF; point += point < 0x3000 || point > 0xFFF0 ? 1 : 7) {
    if (point >= 0xD800 && point <= 0xDFFF) continue;
    if (point < 0x80) {
      all += static_cast<char>(point);
      continue;
    }
    const std::size_t tails = point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
    all += static_cast<char>(leads[tails] | point >> (6 * tails));
    for (std::size_t i = tails; i-- > 0;) all += static_cast<char>(0x80 | (point >> (6 * i) & 0x3F));
  }
  EXPECT_TRUE(is_utf8(all));
  EXPECT_EQ(by_the_check(all), Verdict::whole);
  EXPECT_TRUE(Utf8Check{}.accept(all));
}

TEST(Section8_1_Binary, MayBeAnything) {
  EXPECT_EQ(hear(frame(binary, "\xFF") + frame(fin | continuation, "\xC0")), Heard{"binary ff c0"});
}

}  // namespace rfc6455
