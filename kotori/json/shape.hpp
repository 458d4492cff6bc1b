#pragma once
#include <array>
#include <cstddef>
#include <string_view>
#include <tuple>
#include <type_traits>

/// What a struct says of its own JSON, once, as constant data that readers, writers and schema makers walk.
///
/// A message, {"type":"say","text":"hi"}, and a value inside messages, {"id":"u1","name":"Ann"}:
///
///     struct Say {
///       std::string text;
///       static constexpr auto json = json::shape("say", json::field("text", &Say::text, json::at_most(16'000)));
///     };
///     struct Person {
///       std::string id, name;
///       static constexpr auto json = json::shape(json::field("id", &Person::id), json::field("name", &Person::name));
///     };
///
/// A strong type around one value, 7, and an enum by its names, "owner", found by argument-dependent lookup:
///
///     struct Seq {
///       std::uint64_t value = 0;
///       static constexpr auto json = json::value(&Seq::value);
///     };
///     enum class Role { member, owner };
///     constexpr auto json_names(Role) {
///       return json::names<Role>({{Role::member, "member"}, {Role::owner, "owner"}});
///     }
///
/// Members are of the types std::string, bool, integers, double, named enums, described structs, std::variant of tagged
/// structs, and std::optional, std::vector and std::map<std::string, ...> of these. Only optional ones may be absent.
namespace kotori::inline v0::json {

/// A limit: bytes of a string, entries of a vector or map (up to 2^24 - 1). Longer input is refused as too_large before
/// it is copied. Writing does not look at limits.
struct AtMost {
  std::size_t most;
};
constexpr AtMost at_most(std::size_t most) { return {most}; }
inline constexpr std::size_t unlimited = static_cast<std::size_t>(-1);

/// Rules of a field: what is read must keep them, or it is a misfit. Of an optional field, when it is there.

/// A number from the one to the other, both included.
template <class Number> struct Between {
  static_assert(std::is_arithmetic_v<Number> && !std::is_same_v<Number, std::uint64_t>, "up to 2^63 - 1");
  Number from, to;
};
template <class Number> constexpr Between<Number> between(Number from, Number to) { return {from, to}; }

/// So many bytes of a string, or entries of a vector or map.
struct AtLeast {
  std::size_t least;
};
constexpr AtLeast at_least(std::size_t least) { return {least}; }

/// Whatever a function says of the value; `must` goes on after the field's name: "must be an address".
template <class Function> struct That {
  Function holds;
  std::string_view must;
};
template <class Function> constexpr That<Function> that(Function holds, std::string_view must) { return {holds, must}; }

/// A member of an object; see field().
template <class Owner, class Member, class... Rules> struct Field {
  std::string_view name;
  Member Owner::* at;
  std::size_t most = unlimited;
  std::tuple<Rules...> rules{};
};

/// An object. An empty type means that it carries no tag.
template <class... Fields> struct Shape {
  std::string_view type;
  std::tuple<Fields...> fields;
};

/// A struct that is written as the one value it wraps.
template <class Owner, class Member> struct Bare {
  Member Owner::* at;
  std::size_t most = unlimited;
};

/// What a value of an enum is called; see names().
template <class Enum> struct Name {
  Enum value;
  std::string_view name;
};

template <class Owner, class Member> consteval Field<Owner, Member> field(std::string_view name, Member Owner::* at) {
  return {name, at};
}

template <class Owner, class Member, class... Rules>
consteval Field<Owner, Member, Rules...> field(std::string_view name, Member Owner::* at, AtMost limit,
                                               Rules... rules) {
  static_assert(!std::is_arithmetic_v<Member> && !std::is_enum_v<Member>,
                "at_most counts what a string or collection holds");
  return {name, at, limit.most, {rules...}};
}

template <class Owner, class Member, class... Rules>
consteval Field<Owner, Member, Rules...> field(std::string_view name, Member Owner::* at, Rules... rules) {
  return {name, at, unlimited, {rules...}};
}

namespace detail {
template <class T> inline constexpr bool is_field = false;
template <class Owner, class Member, class... Rules>
inline constexpr bool is_field<Field<Owner, Member, Rules...>> = true;

template <std::size_t Count> consteval bool distinct(const std::array<std::string_view, Count>& names) {
  for (std::size_t i = 0; i < Count; ++i)
    for (std::size_t j = 0; j < i; ++j)
      if (names[i] == names[j]) return false;
  return true;
}

/// Names are written as they stand, without escapes. A throw in here is an error of compilation.
template <std::size_t Count> consteval void check(const std::array<std::string_view, Count>& names) {
  if (!distinct(names)) throw "two names are the same";
  for (std::string_view name : names)
    for (char c : name)
      if (static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\')
        throw "a name has a character that JSON escapes";
}
}  // namespace detail

/// An object with a tag, by which a variant tells its alternatives apart: {"type":"say", ...}.
template <class... Fields>
  requires(detail::is_field<Fields> && ...)
consteval Shape<Fields...> shape(std::string_view type, Fields... fields) {
  if (type.empty()) throw "a type tag is empty";
  detail::check(std::array{type});
  detail::check(std::array<std::string_view, sizeof...(fields) + 1>{"type", fields.name...});
  return {type, {fields...}};
}

/// An object without a tag.
template <class... Fields>
  requires(detail::is_field<Fields> && ...)
consteval Shape<Fields...> shape(Fields... fields) {
  detail::check(std::array<std::string_view, sizeof...(fields)>{fields.name...});
  return {{}, {fields...}};
}

template <class Owner, class Member> consteval Bare<Owner, Member> value(Member Owner::* at) { return {at}; }
template <class Owner, class Member> consteval Bare<Owner, Member> value(Member Owner::* at, AtMost limit) {
  return {at, limit.most};
}

template <class Enum, std::size_t Count>
consteval std::array<Name<Enum>, Count> names(const Name<Enum> (&list)[Count]) {
  return std::to_array(list);
}

}  // namespace kotori::inline v0::json
