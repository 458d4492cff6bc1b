#include "kotori/json/read.hpp"

#include "kotori/json/test_shapes.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::json::test {
namespace {

TEST(Read, AStructByItsShape) {
  EXPECT_EQ(json::read<Person>(R"({"id":"u1","name":"Ann"})"), (Person{"u1", "Ann"}));
  EXPECT_EQ(json::read<Say>(R"({"type":"say","text":"hi"})"), Say{"hi"});
  EXPECT_EQ(json::read<Ping>(R"({"type":"ping"})"), Ping{});
}

TEST(Read, FieldsInAnyOrderWithSpaceBetween) {
  EXPECT_EQ(json::read<Person>(" \t\r\n{ \"name\" :\"Ann\" , \"id\":\"u1\" } \n"), (Person{"u1", "Ann"}));
}

TEST(Read, AVariantByItsTypeTagWhereverThatStands) {
  EXPECT_EQ(json::read<FromClient>(R"({"type":"say","text":"hi"})"), FromClient{Say{"hi"}});
  EXPECT_EQ(json::read<FromClient>(R"({"name":"Ann","type":"rename"})"), FromClient{Rename{"Ann"}});
}

TEST(Read, IgnoresFieldsItDoesNotKnow) {
  EXPECT_EQ(json::read<Say>(R"({"x":{"y":[1,{"text":"no"}]},"type":"say","text":"hi","x":2})"), Say{"hi"});
}

TEST(Read, OrdinaryTypesWithoutAStructAroundThem) {
  EXPECT_EQ(json::read<std::string>(R"("hi")"), "hi");
  EXPECT_EQ(json::read<bool>("true"), true);
  EXPECT_EQ(json::read<std::vector<bool>>("[true,false]"), (std::vector{true, false}));
  EXPECT_EQ(json::read<Role>(R"("owner")"), Role::owner);
  EXPECT_EQ(json::read<Seq>("7"), Seq{7});
  EXPECT_EQ(json::read<RoomName>(R"("lobby")"), RoomName{"lobby"});
}

TEST(Read, IntegersExactlyToTheirExtremes) {
  EXPECT_EQ(json::read<std::int64_t>("9007199254740993"), 9007199254740993);  // 2^53 + 1: a double would lose it
  EXPECT_EQ(json::read<std::int64_t>("-9223372036854775808"), INT64_MIN);
  EXPECT_EQ(json::read<std::int64_t>("9223372036854775807"), INT64_MAX);
  EXPECT_EQ(json::read<std::uint64_t>("18446744073709551615"), UINT64_MAX);
  EXPECT_EQ(json::read<std::int8_t>("-128"), std::int8_t{-128});
  EXPECT_EQ(json::read<std::uint16_t>("65535"), std::uint16_t{65535});
  EXPECT_EQ(json::read<std::uint32_t>("-0"), 0u);
}

TEST(Read, DoublesInEveryNotation) {
  EXPECT_EQ(json::read<double>("0.1"), 0.1);
  EXPECT_EQ(json::read<double>("-3"), -3.0);
  EXPECT_EQ(json::read<double>("1E+2"), 100.0);
  EXPECT_EQ(json::read<double>("1.7976931348623157e308"), 1.7976931348623157e308);
  EXPECT_EQ(json::read<double>("5e-324"), 5e-324);
  EXPECT_EQ(json::read<double>("1e-999"), 0.0);
}

struct Note {
  std::optional<std::string> text;
  static constexpr auto json = json::shape(json::field("text", &Note::text));
};

TEST(Read, AnOptionalAsEmptyWhenAbsentOrNull) {
  EXPECT_EQ(json::read<Note>("{}")->text, std::nullopt);
  EXPECT_EQ(json::read<Note>(R"({"text":null})")->text, std::nullopt);
  EXPECT_EQ(json::read<Note>(R"({"text":""})")->text, "");
}

TEST(Read, EscapesAsTheCharactersTheyMean) {
  EXPECT_EQ(json::read<std::string>(R"("\"\\\/\b\f\n\r\t")"), "\"\\/\b\f\n\r\t");
  EXPECT_EQ(json::read<std::string>(R"("\u5c0f\u9ce5 \uD83D\uDC26")"), "小鳥 🐦");
  EXPECT_EQ(json::read<std::string>(R"("a\u0000b")"), std::string("a\0b", 3));
}

TEST(Read, NamesThatAreWrittenWithEscapes) {
  EXPECT_EQ(json::read<Say>(R"({"ty\u0070e":"s\u0061y","\u0074ext":"hi"})"), Say{"hi"});
}

TEST(Read, AMapWithItsNamesAsTheyAre) {
  const auto heads = json::read<std::map<std::string, Seq>>(R"({"":1,"ロビー":2})");
  EXPECT_EQ(heads, (std::map<std::string, Seq>{{"", {1}}, {"ロビー", {2}}}));
}

TEST(Read, ATextThatIsNotTerminated) {
  const std::string_view text = "[1,2]3";
  EXPECT_EQ(json::read<std::vector<int>>(text.substr(0, 5)), (std::vector{1, 2}));
}

TEST(Read, AHugeTextAndAfterItASmallOne) {
  const std::string huge(3'000'000, 'x');
  EXPECT_EQ(json::read<std::string>('"' + huge + '"'), huge);
  EXPECT_EQ(json::read<int>("1"), 1);
}

TEST(Document, LeavesAnotherOneOnTheThreadAlone) {
  Document outer, inner;
  const auto first = outer.parse(R"("first")");
  const auto second = inner.parse(R"("second")");
  EXPECT_EQ(first->string(), "first");
  EXPECT_EQ(second->string(), "second");
}

}  // namespace
}  // namespace kotori::inline v0::json::test
