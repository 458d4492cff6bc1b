#include "kotori/json/schema.hpp"

#include "kotori/json/test_shapes.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdexcept>
#include <string>

namespace kotori::inline v0::json::test {
namespace {

const FieldModel& field_of(const Model& model, std::string_view name) {
  return *std::ranges::find(model.fields, name, &FieldModel::name);
}

TEST(Model, SaysWhatTheShapesSay) {
  const auto& say = model_of<Say>();
  EXPECT_EQ(say.kind, Kind::object);
  EXPECT_EQ(say.name, "Say");
  EXPECT_EQ(say.tag, "say");
  EXPECT_EQ(say.fields.size(), 1U);
  EXPECT_EQ(field_of(say, "text").most, 12U);
  EXPECT_EQ(field_of(say, "text").model().kind, Kind::string);
}

TEST(Model, KnowsEachKindOfMember) {
  const auto& all = model_of<Everything>();
  EXPECT_EQ(field_of(all, "tiny").model().least, -128);
  EXPECT_EQ(field_of(all, "tiny").model().greatest, 127U);
  EXPECT_EQ(field_of(all, "natural").model().greatest, UINT64_MAX);
  EXPECT_EQ(field_of(all, "role").model().name, "Role");
  EXPECT_THAT(field_of(all, "role").model().words, testing::ElementsAre("member", "owner"));
  EXPECT_TRUE(field_of(all, "note").optional);
  EXPECT_EQ(field_of(all, "note").model().kind, Kind::string);
  EXPECT_EQ(field_of(all, "heads").model().kind, Kind::map);
  EXPECT_EQ(field_of(all, "heads").model().parts.at(0)().name, "Seq");
  EXPECT_EQ(field_of(all, "message").model().parts.size(), 3U);
  EXPECT_EQ(&field_of(all, "more").model().parts.at(0)(), &all);
}

TEST(Schema, OfAMessageIsAnObjectWithItsType) {
  Schemas schemas{"#/$defs/", {{"Say", "Somebody speaks."}, {"Say.text", "What they say."}}};
  EXPECT_EQ(schemas.schema_of<Say>(), R"({"$ref":"#/$defs/Say"})");
  EXPECT_EQ(schemas.definitions().at("Say"),
            R"({"description":"Somebody speaks.","type":"object","properties":{"type":{"const":"say"},)"
            R"("text":{"description":"What they say.","type":"string","maxLength":12,)"
            R"("$comment":"at most 12 bytes of UTF-8"}},"required":["type","text"]})");
}

TEST(Schema, OfOneOfSeveralRefersToEachOfThem) {
  Schemas schemas{"#/components/schemas/"};
  EXPECT_EQ(schemas.schema_of<FromClient>(),
            R"({"oneOf":[{"$ref":"#/components/schemas/Say"},{"$ref":"#/components/schemas/Rename"},)"
            R"({"$ref":"#/components/schemas/Ping"}]})");
  EXPECT_EQ(schemas.definitions().at("Ping"),
            R"({"type":"object","properties":{"type":{"const":"ping"}},"required":["type"]})");
}

TEST(Schema, OfATypeThatHoldsItselfEnds) {
  Schemas schemas;
  schemas.schema_of<Everything>();
  const auto& all = schemas.definitions().at("Everything");
  for (const auto* part :
       {R"("flag":{"type":"boolean"})", R"("tiny":{"type":"integer","minimum":-128,"maximum":127})",
        R"("byte":{"type":"integer","minimum":0,"maximum":255})", R"("whole":{"type":"integer"})",
        R"("natural":{"type":"integer","minimum":0})", R"("number":{"type":"number"})",
        R"("role":{"type":"string","enum":["member","owner"]})",
        R"("list":{"type":"array","maxItems":4,"items":{"type":"integer","minimum":-2147483648,"maximum":2147483647}})",
        R"("heads":{"type":"object","maxProperties":3,"additionalProperties":{"type":"integer","minimum":0}})",
        R"("person":{"$ref":"#/$defs/Person"})", R"("more":{"type":"array","items":{"$ref":"#/$defs/Everything"}})"})
    EXPECT_THAT(all, testing::HasSubstr(part));
  EXPECT_THAT(all, testing::Not(testing::HasSubstr(R"("note",)")));  // not required
}

struct Rooms {
  RoomName one, other;
  static constexpr auto json =
      json::shape(json::field("one", &Rooms::one), json::field("other", &Rooms::other, json::at_most(3)));
};

TEST(Schema, TakesTheCapOfATypeOrOfAMemberWhicheverIsLess) {
  Schemas schemas{"", {{"RoomName", "Which room."}}};
  schemas.schema_of<Rooms>();
  EXPECT_THAT(schemas.definitions().at("Rooms"),
              testing::HasSubstr(R"("one":{"description":"Which room.","type":"string","maxLength":8)"));
  EXPECT_THAT(schemas.definitions().at("Rooms"), testing::HasSubstr(R"("maxLength":3)"));
}

TEST(Schema, SaysWhatRulesSay) {
  Schemas schemas;
  schemas.schema_of<Booking>();
  const auto& booking = schemas.definitions().at("Booking");
  for (const auto* part :
       {R"("seats":{"type":"integer","minimum":1,"maximum":20})",
        R"("share":{"type":"number","minimum":0,"maximum":0.5})",
        R"("mail":{"type":"string","minLength":1,"maxLength":40,)", R"("days":{"type":"array","minItems":1,)",
        R"("from":{"type":"integer","minimum":0,"maximum":9})"})
    EXPECT_THAT(booking, testing::HasSubstr(part));
}

TEST(Schema, StandsAlone) {
  EXPECT_EQ(schema_of<Seq>(),
            R"({"$schema":"https://json-schema.org/draft/2020-12/schema","type":"integer","minimum":0})");
  EXPECT_EQ(
      schema_of<Rename>(),
      R"({"$schema":"https://json-schema.org/draft/2020-12/schema","$ref":"#/$defs/Rename","$defs":{"Rename":)"
      R"({"type":"object","properties":{"type":{"const":"rename"},"name":{"type":"string"}},"required":["type","name"]}}})");
  EXPECT_TRUE(Schemas{}.definitions().empty());
}

namespace elsewhere {
struct Say {
  static constexpr auto json = json::shape("say");
};
}  // namespace elsewhere

TEST(Schema, IsNotMadeOfTwoStructsThatHaveOneName) {
  Schemas schemas;
  schemas.schema_of<Say>();
  EXPECT_THROW(schemas.schema_of<elsewhere::Say>(), std::invalid_argument);
}

}  // namespace
}  // namespace kotori::inline v0::json::test
