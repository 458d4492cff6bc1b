#include "kotori/json/write.hpp"

#include "kotori/json/read.hpp"
#include "kotori/json/test_shapes.hpp"

#include <cmath>
#include <gtest/gtest.h>
#include <limits>
#include <stdexcept>

namespace kotori::inline v0::json::test {
namespace {

TEST(Write, AStructInTheOrderOfItsShape) {
  EXPECT_EQ(json::write(Person{"u1", "Ann"}), R"({"id":"u1","name":"Ann"})");
  EXPECT_EQ(json::write(Say{"hi"}), R"({"type":"say","text":"hi"})");
  EXPECT_EQ(json::write(Ping{}), R"({"type":"ping"})");
}

TEST(Write, AVariantAsWhatItHolds) {
  EXPECT_EQ(json::write(FromClient{Rename{"Ann"}}), R"({"type":"rename","name":"Ann"})");
}

TEST(Write, OrdinaryTypesWithoutAStructAroundThem) {
  EXPECT_EQ(json::write(true), "true");
  EXPECT_EQ(json::write(Seq{7}), "7");
  EXPECT_EQ(json::write(Role::owner), R"("owner")");
  EXPECT_EQ(json::write(std::string("hi")), R"("hi")");
  EXPECT_EQ(json::write(std::vector<int>{}), "[]");
  EXPECT_EQ(json::write(std::vector<bool>{true, false}), "[true,false]");
  EXPECT_EQ(json::write(std::vector<std::vector<int>>{{}, {1, 2}, {}}), "[[],[1,2],[]]");
  EXPECT_EQ(json::write(std::map<std::string, Seq>{}), "{}");
  EXPECT_EQ(json::write(std::map<std::string, Seq>{{"a\"", {1}}, {"b", {2}}}), R"({"a\"":1,"b":2})");
}

struct Notes {
  std::optional<std::string> first, second;
  static constexpr auto json = json::shape(json::field("first", &Notes::first), json::field("second", &Notes::second));
};

TEST(Write, LeavesOutAnEmptyOptionalButNotItsPlaceInAnArray) {
  EXPECT_EQ(json::write(Notes{}), "{}");
  EXPECT_EQ(json::write(Notes{.second = ""}), R"({"second":""})");
  EXPECT_EQ(json::write(std::vector<std::optional<int>>{1, {}}), "[1,null]");
}

TEST(Write, IntegersOfEveryWidth) {
  EXPECT_EQ(json::write(INT64_MIN), "-9223372036854775808");
  EXPECT_EQ(json::write(UINT64_MAX), "18446744073709551615");
  EXPECT_EQ(json::write(std::int8_t{-128}), "-128");
  EXPECT_EQ(json::write(std::uint8_t{65}), "65");
}

TEST(Write, DoublesShortAndExact) {
  EXPECT_EQ(json::write(0.1), "0.1");
  EXPECT_EQ(json::write(3.0), "3");
  for (double value : {0.0, -1.5, 1.0 / 3, 1e15, 1e18, -123456789012345678.0, 123456789012345678901.0, 1e21, 5e-324,
                       1.7976931348623157e308})
    EXPECT_EQ(json::read<double>(json::write(value)), value);
}

TEST(Write, EscapesOnlyWhatItMust) {
  EXPECT_EQ(json::write(std::string("\"\\/\b\f\n\r\t\x7f")), "\"\\\"\\\\/\\b\\f\\n\\r\\t\x7f\"");
  EXPECT_EQ(json::write(std::string("\0\x01\x1f", 3)), R"("\u0000\u0001\u001f")");
  EXPECT_EQ(json::write(std::string("小鳥 🐦 é\u2028\u2029")), "\"小鳥 🐦 é\u2028\u2029\"");
}

TEST(Write, FindsWhatToEscapeAtEveryPlaceOfALongText) {
  for (char c : {'"', '\\', '\n', '\x01'})
    for (std::size_t at = 0; at < 40; ++at) {
      std::string text(40, '~');
      text[at] = c;
      EXPECT_EQ(json::read<std::string>(json::write(text)), text) << at;
    }
}

TEST(Write, EveryCharacterComesBack) {
  std::string text;
  for (char c = 0; c < 0x7f; ++c) text += c;
  text += "\u0080\u07ff\u0800\ud7ff\ue000\uffff\U00010000\U0010ffff";
  EXPECT_EQ(json::read<std::string>(json::write(text)), text);
}

TEST(Write, EveryKindComesBack) { EXPECT_EQ(json::read<Everything>(json::write(example())), example()); }

TEST(Write, AppendsToWhatIsThere) {
  std::string out = "data: ";
  json::write_to(out, Seq{7});
  EXPECT_EQ(out, "data: 7");
}

TEST(Write, ThrowsForWhatJsonCannotSayAndLeavesTheTextAsItWas) {
  std::string out = "before";
  EXPECT_THROW(json::write_to(out, std::vector{1.0, std::nan("")}), std::invalid_argument);
  EXPECT_THROW(json::write_to(out, std::numeric_limits<double>::infinity()), std::invalid_argument);
  EXPECT_THROW(json::write_to(out, Person{"u1", "\xff"}), std::invalid_argument);
  EXPECT_THROW(json::write_to(out, std::map<std::string, int>{{"\xe5\xb0", 1}}), std::invalid_argument);
  EXPECT_THROW(json::write_to(out, static_cast<Role>(9)), std::invalid_argument);
  EXPECT_EQ(out, "before");
}

}  // namespace
}  // namespace kotori::inline v0::json::test
