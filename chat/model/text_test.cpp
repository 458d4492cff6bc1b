#include "chat/model/text.hpp"

#include <gtest/gtest.h>
#include <string>

namespace chat {
namespace {

using namespace std::string_literals;

std::string around(std::string_view part) { return "a" + std::string{part} + "b"; }

std::string utf8_of(char32_t c) {
  if (c < 0x80) return {static_cast<char>(c)};
  return {static_cast<char>(0xC0 | (c >> 6)), static_cast<char>(0x80 | (c & 0x3F))};
}

bool lays_out_lines(char32_t c) { return c == U'\t' || c == U'\n' || c == U'\r' || c == U'\u0085'; }

}  // namespace

TEST(Text, IsAnythingThatCanBeSeen) {
  for (const auto* text :
       {"hi", " hi ", "\nhi\n", "小鳥", "e\u0301", "\u0301", "👩‍👩‍👧", "שלום", "\u202Ehi", "\uFEFFhi",
        "a\u200Bb", "\uE000", "\uFFFF", "\U0010FFFF", "\u0378", "<b>&amp;", "'; DROP TABLE facts; --", "%s%n", "{}"})
    EXPECT_EQ(fault_of_text(text), std::nullopt) << text;
}

TEST(Text, WithNothingToSeeIsEmpty) {
  for (const auto* text : {"", " ", "\n", "\t\r\n", "\u3000", "\u200B", "\uFEFF", "\u202E", "\u00AD", "\u3164",
                           "\u2800", "\u0085", "\U000E0041"})
    EXPECT_EQ(fault_of_text(text), TextFault::empty) << text;
}

TEST(Text, HasAtMost16000Bytes) {
  EXPECT_EQ(fault_of_text(std::string(16'000, 'x')), std::nullopt);
  EXPECT_EQ(fault_of_text(std::string(16'001, 'x')), TextFault::too_long);
}

TEST(Text, IsUtf8) {
  for (const auto* text : {"\xFF", "a\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "小\xE5\xB0"})
    EXPECT_EQ(fault_of_text(text), TextFault::not_text);
}

TEST(Text, HasOfTheControlCharactersOnlyThoseThatLayOutLines) {
  for (char32_t c = 0; c < 0xA0; ++c) {
    if (c == 0x20) c = 0x7F;
    const auto fault = lays_out_lines(c) ? std::nullopt : std::optional{TextFault::control};
    EXPECT_EQ(fault_of_text(around(utf8_of(c))), fault) << static_cast<unsigned>(c);
  }
}

TEST(Topic, IsOneLineOrNothing) {
  for (const auto* topic : {"", "what birds do", "小鳥 🐦", " "})
    EXPECT_EQ(fault_of_topic(topic), std::nullopt) << topic;
  for (const auto& part : {"\n"s, "\r"s, "\t"s, "\x1B"s, "\u0085"s, "\u2028"s, "\u2029"s, "\0"s})
    EXPECT_EQ(fault_of_topic(around(part)), TextFault::control);
  EXPECT_EQ(fault_of_topic("\xFF"), TextFault::not_text);
}

TEST(Topic, HasAtMost250Bytes) {
  EXPECT_EQ(fault_of_topic(std::string(250, 'x')), std::nullopt);
  EXPECT_EQ(fault_of_topic(std::string(251, 'x')), TextFault::too_long);
}

TEST(Reaction, IsASingleCharacterAsPeopleCount) {
  for (const auto* one : {"👍", "👍🏽", "❤️", "❤", "👩‍👩‍👧‍👦", "🏳️‍🌈", "🇯🇵",
                          "🏴\U000E0067\U000E0062\U000E0065\U000E006E\U000E0067\U000E007F", "1️⃣", "é", "e\u0301", "한",
                          "笑", "!", "नि", "\U0001FAE9"})
    EXPECT_TRUE(is_reaction(one)) << one;
  for (const auto* many : {"", "ab", "👍👍", "🇯🇵🇯🇵", "👍 ", "ok"}) EXPECT_FALSE(is_reaction(many)) << many;
}

TEST(Reaction, CanBeSeen) {
  for (const auto* hidden :
       {" ", "\u3000", "\n", "\r\n", "\u200B", "\u200D", "\uFE0F", "\u202E", "\u0301", "\u3164", "\x1B", "\u2800"})
    EXPECT_FALSE(is_reaction(hidden));
  EXPECT_FALSE(is_reaction("\0"s));
  EXPECT_FALSE(is_reaction("\xFF"));
}

TEST(Reaction, HasAtMost64Bytes) {
  std::string tower = "aa";
  tower.pop_back();
  for (int i = 0; i < 31; ++i) tower += "\u0301";
  EXPECT_TRUE(is_reaction(tower));
  EXPECT_FALSE(is_reaction(tower + "\u0301"));
}

}  // namespace chat
