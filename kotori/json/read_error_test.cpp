#include "kotori/json/read.hpp"
#include "kotori/json/test_shapes.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::json::test {
namespace {

template <class T> Error error_of(std::string_view text) {
  auto read = json::read<T>(text);
  return read ? Error{ErrorCode::not_found, "no error", {}} : read.error();
}

Error misfit_at(std::string path, const std::string& predicate) {
  return {ErrorCode::misfit, (path.empty() ? "the value" : path) + " " + predicate, path};
}

TEST(ReadError, NamesAMissingField) { EXPECT_EQ(error_of<Person>(R"({"id":"u1"})"), misfit_at("name", "is missing")); }

TEST(ReadError, TakesNullForAWrongType) {
  EXPECT_EQ(error_of<Person>(R"({"id":null,"name":""})"), misfit_at("id", "must be a string"));
}

TEST(ReadError, SaysWhatEachKindMustBe) {
  EXPECT_EQ(error_of<bool>("1"), misfit_at("", "must be true or false"));
  EXPECT_EQ(error_of<int>(R"("1")"), misfit_at("", "must be a whole number from -2147483648 to 2147483647"));
  EXPECT_EQ(error_of<double>(R"("1")"), misfit_at("", "must be a number"));
  EXPECT_EQ(error_of<std::string>("1"), misfit_at("", "must be a string"));
  EXPECT_EQ(error_of<Role>("1"), misfit_at("", "must be a string"));
  EXPECT_EQ(error_of<Role>(R"("Owner")"), misfit_at("", R"(must be one of "member", "owner")"));
  EXPECT_EQ(error_of<std::vector<int>>("{}"), misfit_at("", "must be an array"));
  EXPECT_EQ((error_of<std::map<std::string, int>>("[]")), misfit_at("", "must be an object"));
  EXPECT_EQ(error_of<Person>("[]"), misfit_at("", "must be an object"));
  EXPECT_EQ(error_of<Seq>("{}"), misfit_at("", "must be a whole number from 0 to 18446744073709551615"));
  EXPECT_EQ(error_of<std::optional<bool>>("0"), misfit_at("", "must be true or false"));
}

TEST(ReadError, RefusesIntegersOutOfRange) {
  EXPECT_EQ(error_of<std::uint8_t>("256"), misfit_at("", "must be a whole number from 0 to 255"));
  EXPECT_EQ(error_of<std::uint8_t>("-1"), misfit_at("", "must be a whole number from 0 to 255"));
  EXPECT_EQ(error_of<std::uint64_t>("-1").code, ErrorCode::misfit);
  EXPECT_EQ(error_of<std::int8_t>("128"), misfit_at("", "must be a whole number from -128 to 127"));
  EXPECT_EQ(error_of<std::int64_t>("9223372036854775808").code, ErrorCode::misfit);
  EXPECT_EQ(error_of<std::int64_t>("18446744073709551616").code,
            ErrorCode::malformed);  // beyond what JSON readers share
}

TEST(ReadError, RefusesFractionsAndExponentsForIntegers) {
  EXPECT_EQ(error_of<int>("1.0").code, ErrorCode::misfit);
  EXPECT_EQ(error_of<int>("1e2").code, ErrorCode::misfit);
  EXPECT_EQ(error_of<int>("-0.0").code, ErrorCode::misfit);
}

struct Lobby {
  Seq seq;
  static constexpr auto json = json::shape(json::field("seq", &Lobby::seq));
};

struct Resume {
  std::map<std::string, Lobby> resume;
  static constexpr auto json = json::shape(json::field("resume", &Resume::resume));
};

struct Facts {
  std::vector<std::vector<Say>> facts;
  static constexpr auto json = json::shape(json::field("facts", &Facts::facts));
};

TEST(ReadError, LeadsThroughObjectsArraysAndMapsToTheCulprit) {
  EXPECT_EQ(error_of<Resume>(R"({"resume":{"lobby":{}}})"), misfit_at("resume.lobby.seq", "is missing"));
  EXPECT_EQ(error_of<Facts>(R"({"facts":[[],[{"type":"say","text":1}]]})"),
            misfit_at("facts[1][0].text", "must be a string"));
  EXPECT_EQ(error_of<std::vector<int>>("[0,null]").path, "[1]");
}

TEST(ReadError, SaysWhichTypesThereAre) {
  const std::string choices = R"(must be one of "say", "rename", "ping")";
  EXPECT_EQ(error_of<FromClient>(R"({"type":"shout"})"), misfit_at("type", choices));
  EXPECT_EQ(error_of<FromClient>(R"({"text":"hi"})"), misfit_at("type", "is missing"));
  EXPECT_EQ(error_of<FromClient>(R"({"type":1})"), misfit_at("type", "must be a string"));
  EXPECT_EQ(error_of<FromClient>(R"({"type":"say"})"), misfit_at("text", "is missing"));
  EXPECT_EQ(error_of<FromClient>("[]"), misfit_at("", "must be an object"));
  EXPECT_EQ(error_of<Say>(R"({"type":"rename","text":"hi"})"), misfit_at("type", R"(must be "say")"));
  EXPECT_EQ(error_of<std::vector<FromClient>>(R"([{"type":"ping"},{"type":""}])"), misfit_at("[1].type", choices));
}

TEST(ReadError, RefusesAFieldThatIsGivenTwice) {
  EXPECT_EQ(error_of<Person>(R"({"id":"a","name":"","id":"a"})"), misfit_at("id", "is given twice"));
  EXPECT_EQ(error_of<Person>(R"({"id":"a","name":"","i\u0064":"b"})"), misfit_at("id", "is given twice"));
  EXPECT_EQ(error_of<FromClient>(R"({"type":"say","type":"ping","text":"hi"})"), misfit_at("type", "is given twice"));
  EXPECT_EQ((error_of<std::map<std::string, int>>(R"({"a":1,"b":2,"a":3})")), misfit_at("a", "is given twice"));
}

struct Collections {
  std::optional<std::vector<int>> list;
  std::optional<std::map<std::string, int>> map;
  static constexpr auto json = json::shape(json::field("list", &Collections::list, json::at_most(2)),
                                           json::field("map", &Collections::map, json::at_most(1)));
};

TEST(ReadError, RefusesMoreThanALimitAllows) {
  EXPECT_EQ(json::read<Say>(R"({"type":"say","text":"小鳥小鳥"})"), Say{"小鳥小鳥"});  // 12 bytes
  EXPECT_EQ(error_of<Say>(R"({"type":"say","text":"小鳥小鳥!"})"),
            (Error{ErrorCode::too_large, "text is longer than 12 bytes", "text"}));
  EXPECT_EQ(error_of<std::vector<RoomName>>(R"(["lobby","123456789"])"),
            (Error{ErrorCode::too_large, "[1] is longer than 8 bytes", "[1]"}));
  EXPECT_TRUE(json::read<Collections>(R"({"list":[1,2],"map":{"a":1}})"));
  EXPECT_EQ(error_of<Collections>(R"({"list":[1,2,3]})"),
            (Error{ErrorCode::too_large, "list has more than 2 entries", "list"}));
  EXPECT_EQ(error_of<Collections>(R"({"map":{"a":1,"b":2}})"),
            (Error{ErrorCode::too_large, "map has more than 1 entries", "map"}));
}

TEST(ReadError, PrefersTheWrongTypeToTheLimit) {
  EXPECT_EQ(error_of<Say>(R"({"type":"say","text":1234567890123})"), misfit_at("text", "must be a string"));
}

TEST(ReadError, CutsLongNamesBetweenCharacters) {
  const std::string name = std::string(47, 'n') + "鳥" + std::string(10'000, 'n');
  const auto error = error_of<std::map<std::string, int>>("{\"" + name + "\":null}");
  EXPECT_EQ(error.path, std::string(47, 'n') + "…");
}

TEST(ReadError, SaysWhichRuleOfAFieldWasNotKept) {
  const auto with = [](std::string_view seats, std::string_view share, std::string_view mail, std::string_view more) {
    return "{\"seats\":" + std::string(seats) + ",\"share\":" + std::string(share) + ",\"mail\":\"" +
           std::string(mail) + "\"," + std::string(more) + "}";
  };
  const auto days = R"("days":[1])";
  for (const auto* seats : {"1", "20"}) EXPECT_TRUE(json::read<Booking>(with(seats, "0.5", "a@b", days)));
  for (const auto* seats : {"0", "21"})
    EXPECT_EQ(error_of<Booking>(with(seats, "0", "a@b", days)), misfit_at("seats", "must be from 1 to 20"));
  EXPECT_EQ(error_of<Booking>(with("1", "0.51", "a@b", days)), misfit_at("share", "must be from 0 to 0.5"));
  EXPECT_EQ(error_of<Booking>(with("1", "0", "ab", days)), misfit_at("mail", "must have at least 3"));
  EXPECT_EQ(error_of<Booking>(with("1", "0", "abc", days)), misfit_at("mail", "must be an address"));
  EXPECT_EQ(error_of<Booking>(with("1", "0", std::string(41, '@'), days)).code, ErrorCode::too_large);
  EXPECT_EQ(error_of<Booking>(with("1", "0", "a@b", R"("days":[])")), misfit_at("days", "must not be empty"));
}

TEST(ReadError, AsksRulesOfAnOptionalFieldOnlyWhenItIsThere) {
  const auto with = [](std::string_view more) {
    return R"({"seats":1,"share":0,"mail":"a@b","days":[1])" + std::string(more) + "}";
  };
  EXPECT_TRUE(json::read<Booking>(with(R"(,"from":null)")));
  EXPECT_TRUE(json::read<Booking>(with(R"(,"from":9)")));
  EXPECT_EQ(error_of<Booking>(with(R"(,"from":10)")), misfit_at("from", "must be from 0 to 9"));
}

TEST(ReadError, LeavesTheLastWordToTheStruct) {
  const auto with = [](int from, int to) {
    return R"({"seats":1,"share":0,"mail":"a@b","days":[1],"from":)" + std::to_string(from) +
           ",\"to\":" + std::to_string(to) + "}";
  };
  EXPECT_TRUE(json::read<Booking>(with(3, 3)));
  EXPECT_EQ(error_of<Booking>(with(3, 2)), misfit_at("to", "must not be before from"));
  EXPECT_EQ(error_of<std::vector<Booking>>("[" + with(3, 2) + "]"), misfit_at("[0].to", "must not be before from"));
  EXPECT_EQ(json::read<Even>("4")->value, 4);
  EXPECT_EQ(error_of<std::vector<Even>>("[4,5]"), misfit_at("[1]", "must be even"));
}

}  // namespace
}  // namespace kotori::inline v0::json::test
