#include "kotori/websocket/utf8.hpp"

#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0::websocket {

TEST(TruncateUtf8, CutsBetweenTwoCharacters) {
  EXPECT_EQ(truncate_utf8("aé鳥🐦", 10), "aé鳥🐦");
  EXPECT_EQ(truncate_utf8("aé鳥🐦", 9), "aé鳥");
  EXPECT_EQ(truncate_utf8("aé鳥🐦", 6), "aé鳥");
  EXPECT_EQ(truncate_utf8("aé鳥🐦", 5), "aé");
  EXPECT_EQ(truncate_utf8("aé鳥🐦", 2), "a");
  EXPECT_EQ(truncate_utf8("鳥", 0), "");
  EXPECT_EQ(truncate_utf8("", 0), "");
}

TEST(Utf8Check, KnowsWhetherTheTextMayEndHere) {
  Utf8Check check;
  EXPECT_TRUE(check.complete());
  EXPECT_TRUE(check.accept("\xF0\x9F"));
  EXPECT_FALSE(check.complete());
  EXPECT_TRUE(check.accept("\x90\xA6"));
  EXPECT_TRUE(check.complete());
}

TEST(Utf8Check, AgreesWithItselfWhereverALongTextIsCut) {
  std::string text;
  while (text.size() < 100) text += "aé鳥🐦";
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    Utf8Check check;
    EXPECT_TRUE(check.accept(text.substr(0, cut)));
    EXPECT_TRUE(check.accept(text.substr(cut)));
    EXPECT_TRUE(check.complete());
  }
}

TEST(Utf8Check, FindsOneWrongByteAnywhereInALongPiece) {
  std::string good;
  while (good.size() < 100) good += "鳥";
  for (std::size_t wrong = 0; wrong < good.size(); ++wrong) {
    std::string text = good;
    text[wrong] = '\xFF';
    EXPECT_FALSE(Utf8Check{}.accept(text)) << wrong;
    EXPECT_FALSE(is_utf8(text)) << wrong;
  }
}

/// Texts go different ways by their length and by whether they are all ASCII.
TEST(IsUtf8, FindsOneWrongByteAtEveryLengthAndPlace) {
  for (std::size_t size = 1; size <= 140; ++size) {
    std::string text(size, 'a');
    EXPECT_TRUE(is_utf8(text)) << size;
    for (std::size_t wrong = 0; wrong < size; ++wrong) {
      text[wrong] = '\x80';
      EXPECT_FALSE(is_utf8(text)) << size << ", " << wrong;
      text[wrong] = 'a';
    }
  }
}

TEST(IsUtf8, RefusesATextThatEndsWithinACharacter) {
  for (std::size_t before = 0; before <= 140; ++before) {
    const std::string text = std::string(before, 'a') + "鳥";
    EXPECT_TRUE(is_utf8(text)) << before;
    EXPECT_FALSE(is_utf8(std::string_view(text).substr(0, text.size() - 1))) << before;
  }
}

TEST(Utf8Check, RefusesALongPieceOfNothingButTails) { EXPECT_FALSE(Utf8Check{}.accept(std::string(64, '\x80'))); }

}  // namespace kotori::inline v0::websocket
