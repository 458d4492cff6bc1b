#pragma once
#include "kotori/json/described.hpp"
#include "kotori/json/shape.hpp"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

/// What the JSON of a type is, as data: what makers of schemas, documents and tests walk. `model_of<Say>()` reads it
/// off the shapes.
namespace kotori::inline v0::json {

enum class Kind : std::uint8_t { boolean, integer, number, string, choice, array, map, object, any_of };

struct Model;
using ModelOf = const Model& (*)();  ///< a function, for a type may hold others of its own kind

/// A field of an object.
struct FieldModel {
  std::string_view name;
  ModelOf model = nullptr;
  std::size_t most = unlimited;  ///< as in Model
  bool optional = false;         ///< may be absent, or null, which is the same
  std::size_t least = 0;         ///< bytes of a string, entries of an array or map
  std::string minimum, maximum;  ///< of a number, in digits, if narrower than its type; empty: no more than that
};

/// What values of one type look like; which of the members say something depends on the kind.
struct Model {
  Kind kind = Kind::boolean;
  std::string_view name;           ///< of a struct or an enum in C++, without namespaces; else empty
  std::size_t most = unlimited;    ///< bytes of a string, entries of an array or map
  std::int64_t least = 0;          ///< of an integer, as is
  std::uint64_t greatest = 0;      ///< this
  std::vector<std::string> words;  ///< of a choice
  std::string_view tag;            ///< of an object: what its `type` says; empty if it has none
  std::vector<FieldModel> fields;  ///< of an object, but its `type`
  std::vector<ModelOf> parts;      ///< the one sort of entries of an array or map; those of any_of
};

/// The model of a type that JSON can be read to and written from. It lives for ever. Any thread may call it.
template <class T> const Model& model_of();

namespace detail {

std::string digits(double number);  ///< the shortest that is read as the same number

/// "Say" for chat::protocol::Say.
template <class T> constexpr std::string_view name_of() {
  std::string_view name = __PRETTY_FUNCTION__;
  name.remove_prefix(name.find("T = ") + 4);
  name = name.substr(0, std::min(name.find(';'), name.rfind(']')));
  const auto colons = name.rfind("::");
  return colons == name.npos ? name : name.substr(colons + 2);
}

template <class T> struct MakeModel;

template <> struct MakeModel<bool> {
  static Model make() { return {.kind = Kind::boolean}; }
};
template <> struct MakeModel<double> {
  static Model make() { return {.kind = Kind::number}; }
};
template <> struct MakeModel<std::string> {
  static Model make() { return {.kind = Kind::string}; }
};
template <Integer T> struct MakeModel<T> {
  static Model make() {
    using Range = std::numeric_limits<T>;
    return {.kind = Kind::integer, .least = static_cast<std::int64_t>(Range::min()), .greatest = Range::max()};
  }
};
template <Named T> struct MakeModel<T> {
  static Model make() {
    Model model{.kind = Kind::choice, .name = name_of<T>()};
    for (const auto& each : json_names(T{})) model.words.emplace_back(each.name);
    return model;
  }
};
template <class T> struct MakeModel<std::optional<T>> {
  static Model make() { return model_of<T>(); }
};
template <class T> struct MakeModel<std::vector<T>> {
  static Model make() { return {.kind = Kind::array, .parts = {&model_of<T>}}; }
};
template <class T, class Less> struct MakeModel<std::map<std::string, T, Less>> {
  static Model make() { return {.kind = Kind::map, .parts = {&model_of<T>}}; }
};
template <class... T> struct MakeModel<std::variant<T...>> {
  static Model make() { return {.kind = Kind::any_of, .parts = {&model_of<T>...}}; }
};

template <class T> inline constexpr bool is_optional = false;
template <class T> inline constexpr bool is_optional<std::optional<T>> = true;

template <class Owner, class T> Model model_of_wrapped(const Bare<Owner, T>& bare) {
  auto model = model_of<T>();
  model.most = std::min(model.most, bare.most);
  return model;
}
template <Wrapper T> struct MakeModel<T> {
  static Model make() {
    auto model = model_of_wrapped(T::json);
    model.name = name_of<T>();
    return model;
  }
};

template <class Number> void describe(const Between<Number>& rule, FieldModel& field) {
  if constexpr (std::integral<Number>) {
    field.minimum = std::to_string(rule.from);
    field.maximum = std::to_string(rule.to);
  } else {
    field.minimum = digits(rule.from);
    field.maximum = digits(rule.to);
  }
}
inline void describe(const AtLeast& rule, FieldModel& field) { field.least = rule.least; }
template <class Function> void describe(const That<Function>&, FieldModel&) {}
template <class Owner, class T, class... Rules> FieldModel field_of(const Field<Owner, T, Rules...>& field) {
  FieldModel model{.name = field.name, .model = &model_of<T>, .most = field.most, .optional = is_optional<T>};
  std::apply([&](const auto&... rule) { (describe(rule, model), ...); }, field.rules);
  return model;
}
template <Object T> struct MakeModel<T> {
  static Model make() {
    Model model{.kind = Kind::object, .name = name_of<T>(), .tag = T::json.type};
    std::apply([&](const auto&... field) { (model.fields.push_back(field_of(field)), ...); }, T::json.fields);
    return model;
  }
};

}  // namespace detail

template <class T> const Model& model_of() {
  static const Model model = detail::MakeModel<T>::make();
  return model;
}

}  // namespace kotori::inline v0::json
