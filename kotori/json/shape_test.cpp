#include "kotori/json/shape.hpp"

#include "kotori/json/described.hpp"
#include "kotori/json/test_shapes.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::json::test {
namespace {

static_assert(kotori::Described<Say> && kotori::Described<Person> && kotori::Described<Seq>);
static_assert(!kotori::Described<std::string> && !kotori::Described<FromClient> && !kotori::Described<int>);
static_assert(Tagged<Say> && !Tagged<Person> && !Tagged<Seq>);
static_assert(Named<Role> && !Named<ErrorCode>);

TEST(Shape, IsConstantDataToWalk) {
  static_assert(Say::json.type == "say");
  constexpr auto& text = std::get<0>(Say::json.fields);
  static_assert(text.name == "text" && text.at == &Say::text && text.most == 12);
  static_assert(std::get<0>(Person::json.fields).most == unlimited);
  static_assert(RoomName::json.at == &RoomName::value && RoomName::json.most == 8);
  static_assert(json_names(Role{})[1].name == "owner" && json_names(Role{})[1].value == Role::owner);

  std::string names;
  std::apply([&](const auto&... field) { (names.append(field.name).append(" "), ...); }, Everything::json.fields);
  EXPECT_EQ(names, "flag tiny byte whole natural number text role note list heads person message more ");
}

struct Base {
  std::string id;
};

struct Derived : Base {
  std::string name;
  static constexpr auto json = json::shape(json::field("id", &Derived::id), json::field("name", &Derived::name));
};

TEST(Shape, TakesMembersOfABaseForItsOwn) {
  Derived ann;
  ann.id = "u1", ann.name = "Ann";
  EXPECT_EQ(json::write(ann), R"({"id":"u1","name":"Ann"})");
  EXPECT_EQ(json::read<Derived>(json::write(ann))->id, "u1");
}

}  // namespace
}  // namespace kotori::inline v0::json::test
