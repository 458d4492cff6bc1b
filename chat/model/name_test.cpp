#include "chat/model/name.hpp"

#include <gtest/gtest.h>

namespace chat {
namespace {

std::string shown(std::string_view typed) {
  const auto name = make_name(typed, 7);
  return name ? name->shown : "no: " + name.error().message;
}
std::string key(std::string_view typed) { return make_name(typed, 7).value().key; }
bool allowed(std::string_view typed) { return make_name(typed, 7).has_value(); }

std::string times(int count, std::string_view text) {
  std::string all;
  while (count-- > 0) all += text;
  return all;
}

}  // namespace

TEST(Name, IsShownAsTyped) {
  for (const auto* typed : {"Ann", "山田", "Zoë", "Ann Lee", "O'Neil", "D. Knuth", "🐦", "❤️", "한국", "नमस्ते"})
    EXPECT_EQ(shown(typed), typed);
}

TEST(Name, HasSingleSpacesAndNoneAtItsEnds) {
  EXPECT_EQ(shown("  Ann \u00A0 Lee\u3000"), "Ann Lee");
  EXPECT_EQ(shown("山田\u3000太郎"), "山田 太郎");
}

TEST(Name, IsShownInOneForm) {
  EXPECT_EQ(shown("Zoe\u0308"), "Zoë");
  EXPECT_EQ(shown("Ａｎｎ"), "Ann");
  EXPECT_EQ(shown("ｶﾞｰﾃﾞﾝ"), "ガーデン");
  EXPECT_EQ(shown("①"), "1");
}

TEST(Name, IsTheSameInHiraganaAndKatakana) {
  EXPECT_EQ(shown("ｶﾅ"), "カナ");
  for (const auto* kana : {"かな", "カナ", "ｶﾅ"}) EXPECT_EQ(key(kana), "かな");
  EXPECT_EQ(key("ヴィ"), key("ゔぃ"));
  EXPECT_EQ(key("ヷ"), key("わ\u3099"));
  EXPECT_EQ(key("ヾ"), key("ゞ"));
  EXPECT_EQ(key("ヶ"), key("ゖ"));
  EXPECT_EQ(key("カー"), key("かー"));
  EXPECT_NE(key("カナ"), key("ガナ"));
}

TEST(Name, IsTheSameInAnyCaseWidthAndComposition) {
  EXPECT_EQ(key("ANN"), key("ann"));
  EXPECT_EQ(key("Ａｎｎ"), key("Ann"));
  EXPECT_EQ(key("Straße"), key("STRASSE"));
  EXPECT_EQ(key("ｶﾞ"), key("ガ"));
  EXPECT_EQ(key("❤️"), key("❤"));
  EXPECT_NE(key("Zoë"), key("Zoe"));
}

TEST(Name, HasOneTo32CharactersAsPeopleCount) {
  EXPECT_TRUE(allowed(times(32, "a")));
  EXPECT_FALSE(allowed(times(33, "a")));
  EXPECT_TRUE(allowed(times(32, "e\u0301")));
  EXPECT_FALSE(allowed(""));
  EXPECT_FALSE(allowed(" \u3000 "));
}

TEST(Name, HasAtMost128Bytes) {
  EXPECT_TRUE(allowed("a" + times(63, "\u0301")));
  EXPECT_FALSE(allowed("a" + times(64, "\u0301")));
}

TEST(Name, IsMeasuredAsItIsShown) {
  EXPECT_EQ(shown("ﷺ"), "صلى الله عليه وسلم");
  EXPECT_FALSE(allowed("ﷺﷺ"));
  EXPECT_FALSE(allowed("\u00B4Ann"));  // a space and a combining mark
}

TEST(Name, HasNothingInvisible) {
  for (const auto* trick :
       {"\u200B", "\u200D", "\u2060", "\uFEFF", "\u00AD", "\u3164", "\u115F", "\u034F", "\U000E0041"})
    EXPECT_FALSE(allowed(std::string{"An"} + trick + "n")) << trick;
  EXPECT_FALSE(allowed("\u2800"));
  EXPECT_FALSE(allowed("\uFE0F"));
}

TEST(Name, DoesNotTurnTheDirectionOfWriting) {
  for (const auto* turn : {"\u202A", "\u202E", "\u2066", "\u2069", "\u200E", "\u200F", "\u061C"})
    EXPECT_FALSE(allowed(std::string{"An"} + turn + "n")) << turn;
}

TEST(Name, BreaksNoLines) {
  for (const auto* control : {"\n", "\r", "\t", "\x1B", "\x7F", "\u0085", "\u2028", "\u2029"})
    EXPECT_FALSE(allowed(std::string{"An"} + control + "n"));
  EXPECT_FALSE(allowed(std::string_view{"An\0n", 4}));
}

TEST(Name, IsUtf8ThatUnicodeKnows) {
  EXPECT_FALSE(allowed("An\xFFn"));
  EXPECT_FALSE(allowed("An\uE000"));
  EXPECT_FALSE(allowed("An\U000E0FFF"));
  EXPECT_FALSE(allowed("An\u0378"));
}

TEST(Name, DoesNotBeginWithACombiningMark) { EXPECT_FALSE(allowed("\u0301Ann")); }

TEST(Name, CannotSaySomethingItself) {
  EXPECT_FALSE(allowed("ann said: I quit"));
  EXPECT_FALSE(allowed("ann said： I quit"));
  EXPECT_FALSE(allowed("ann said ⩴ I quit"));  // in NFKC, it has colons
}

TEST(Name, CannotImitateTheServer) {
  for (const auto* trick :
       {"server", "SERVER", "ｓｅｒｖｅｒ", "[server]", "s e r v e r", "sérver", "server.", "ѕеrvеr", "System",
        "kotori", "Admin!", "[server] hello", "［server］ hello", "【server】 hello", "* system *", "аdmin"})
    EXPECT_FALSE(allowed(trick)) << trick;
  for (const auto* own : {"observer", "Kotori Tanaka", "(serverless)", "山田server"}) EXPECT_TRUE(allowed(own)) << own;
}

TEST(Name, OfANewcomerIsOnlyTheirOwn) {
  EXPECT_EQ(shown("user7"), "user7");
  for (const auto* other : {"user8", "User7", "user07", "user 7", "ｕｓｅｒ８", "user٨", "user-8"})
    EXPECT_FALSE(allowed(other)) << other;
  EXPECT_TRUE(allowed("user"));
  EXPECT_TRUE(allowed("user7b"));
}

TEST(RoomName, IsShownInOneFormAndTheSameInAnyCaseWidthAndKana) {
  EXPECT_EQ(make_room_name("  Ｇａｒｄｅｎ \u3000 club ").value(), (Name{"Garden club", "garden club"}));
  EXPECT_EQ(make_room_name("ｻｯｶｰ").value(), (Name{"サッカー", "さっかー"}));
  for (const auto* plain : {"help", "user7", "server", "c++", "小鳥 🐦", "a-b_c.d", "50%"})
    EXPECT_EQ(make_room_name(plain).value().shown, plain);
}

TEST(RoomName, HasOneTo32CharactersInAtMost64Bytes) {
  EXPECT_TRUE(make_room_name(times(32, "a")));
  EXPECT_FALSE(make_room_name(times(33, "a")));
  EXPECT_TRUE(make_room_name(times(21, "小")));
  EXPECT_FALSE(make_room_name(times(22, "小")));
  EXPECT_FALSE(make_room_name(""));
  EXPECT_FALSE(make_room_name(" \u3000 "));
}

TEST(RoomName, HasNothingThatMisleads) {
  for (const auto* trick : {"#garden", "＃garden", "a/b", "a\\b", "ａ／ｂ", "a:b", "a：b", "a\nb", "a\u200Bb",
                            "a\u202Eb", "\u0301a", "a\uE000", "a\xFF"})
    EXPECT_FALSE(make_room_name(trick)) << trick;
}

TEST(RoomName, IsNotThatOfTheLobby) {
  for (const auto* trick : {"lobby", "Lobby", "ｌｏｂｂｙ", "l o b b y", "lobby.", "lоbbу", "[lobby]"})
    EXPECT_FALSE(make_room_name(trick)) << trick;
  for (const auto* other : {"lobbyist", "hotel lobby"}) EXPECT_TRUE(make_room_name(other)) << other;
}

}  // namespace chat
