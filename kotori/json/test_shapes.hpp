#pragma once
#include "kotori/json/json.hpp"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What the tests of this layer read and write: one struct for each kind of shape.
namespace kotori::inline v0::json::test {

namespace json = kotori::json;

enum class Role : std::uint8_t { member, owner };
constexpr auto json_names(Role) { return json::names<Role>({{Role::member, "member"}, {Role::owner, "owner"}}); }

struct Seq {
  std::uint64_t value = 0;
  static constexpr auto json = json::value(&Seq::value);
  bool operator==(const Seq&) const = default;
};

struct RoomName {
  std::string value;
  static constexpr auto json = json::value(&RoomName::value, json::at_most(8));
  auto operator<=>(const RoomName&) const = default;
};

struct Person {
  std::string id, name;
  static constexpr auto json = json::shape(json::field("id", &Person::id), json::field("name", &Person::name));
  bool operator==(const Person&) const = default;
};

struct Say {
  std::string text;
  static constexpr auto json = json::shape("say", json::field("text", &Say::text, json::at_most(12)));
  bool operator==(const Say&) const = default;
};

struct Rename {
  std::string name;
  static constexpr auto json = json::shape("rename", json::field("name", &Rename::name));
  bool operator==(const Rename&) const = default;
};

struct Ping {
  static constexpr auto json = json::shape("ping");
  bool operator==(const Ping&) const = default;
};

struct Even {
  int value = 0;
  static constexpr auto json = json::value(&Even::value);
  Result<void> check() const {
    if (value % 2 == 0) return {};
    return std::unexpected(json::misfit("must be even"));
  }
};

struct Booking {
  int seats = 0;
  double share = 0;
  std::string mail;
  std::vector<int> days;
  std::optional<std::int64_t> from, to;
  static constexpr auto json = json::shape(
      json::field("seats", &Booking::seats, json::between(1, 20)),
      json::field("share", &Booking::share, json::between(0.0, 0.5)),
      json::field(
          "mail", &Booking::mail, json::at_most(40), json::at_least(3),
          json::that([](const std::string& text) { return text.find('@') != text.npos; }, "must be an address")),
      json::field("days", &Booking::days, json::at_least(1)),
      json::field("from", &Booking::from, json::between<std::int64_t>(0, 9)), json::field("to", &Booking::to));
  Result<void> check() const {
    if (from && to && *to < *from) return std::unexpected(json::inside("to", json::misfit("must not be before from")));
    return {};
  }
};

using FromClient = std::variant<Say, Rename, Ping>;

/// Every kind of member at once.
struct Everything {
  bool flag = false;
  std::int8_t tiny = 0;
  std::uint8_t byte = 0;
  std::int64_t whole = 0;
  std::uint64_t natural = 0;
  double number = 0;
  std::string text;
  Role role = Role::member;
  std::optional<std::string> note;
  std::vector<int> list;
  std::map<std::string, Seq> heads;
  Person person;
  FromClient message;
  std::vector<Everything> more;
  static constexpr auto json = json::shape(
      json::field("flag", &Everything::flag), json::field("tiny", &Everything::tiny),
      json::field("byte", &Everything::byte), json::field("whole", &Everything::whole),
      json::field("natural", &Everything::natural), json::field("number", &Everything::number),
      json::field("text", &Everything::text), json::field("role", &Everything::role),
      json::field("note", &Everything::note), json::field("list", &Everything::list, json::at_most(4)),
      json::field("heads", &Everything::heads, json::at_most(3)), json::field("person", &Everything::person),
      json::field("message", &Everything::message), json::field("more", &Everything::more));
  bool operator==(const Everything&) const = default;
};

/// With no member at its default.
inline Everything example() {
  Everything inner{.text = "inner", .message = Ping{}};
  return {.flag = true,
          .tiny = -128,
          .byte = 255,
          .whole = INT64_MIN,
          .natural = UINT64_MAX,
          .number = 0.1,
          .text = "小鳥 🐦 \"\\/\b\f\n\r\t\x01\x1f\x7f\u2028",
          .role = Role::owner,
          .note = "é",
          .list = {-1, 0, 1},
          .heads = {{"", {1}}, {"ロビー", {2}}, {"a\"b", {3}}},
          .person = {"u1", "Ann"},
          .message = Say{"hi"},
          .more = {inner, inner}};
}

}  // namespace kotori::inline v0::json::test
