#pragma once
#include "kotori/json/described.hpp"
#include "kotori/json/shape.hpp"
#include "kotori/json/writer.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

/// How each kind of member is written; what a program calls is write() in write.hpp.
/// The overloads find each other by argument-dependent lookup on Writer.
namespace kotori::inline v0::json {

inline void write_value(Writer& out, std::same_as<bool> auto value) { out.boolean(value); }
inline void write_value(Writer& out, std::same_as<double> auto value) { out.number(value); }
inline void write_value(Writer& out, const std::string& value) { out.string(value); }

template <Integer T> void write_value(Writer& out, T value) {
  if constexpr (std::is_signed_v<T>)
    out.integer(value);
  else
    out.natural(value);
}

template <Named T> void write_value(Writer& out, T value) {
  for (const auto& [named, name] : json_names(value))
    if (named == value) return out.string(name);
  throw std::invalid_argument("a value of an enum has no name");
}

template <class T> void write_value(Writer& out, const std::optional<T>& value) {
  if (value)
    write_value(out, *value);
  else
    out.null();
}

template <class T> void write_value(Writer& out, const std::vector<T>& values) {
  out.begin_array();
  for (const T& value : values) {
    out.element();
    write_value(out, value);
  }
  out.end_array();
}

template <class T, class Less> void write_value(Writer& out, const std::map<std::string, T, Less>& values) {
  out.begin_object();
  for (const auto& [name, value] : values) {
    out.key(name);
    write_value(out, value);
  }
  out.end_object();
}

template <Wrapper T> void write_value(Writer& out, const T& value) { write_value(out, value.*T::json.at); }

template <class T> void write_field(Writer& out, std::string_view name, const T& value) {
  out.field(name);
  write_value(out, value);
}

template <class T> void write_field(Writer& out, std::string_view name, const std::optional<T>& value) {
  if (value) write_field(out, name, *value);
}

template <Object T> void write_value(Writer& out, const T& value) {
  out.begin_object();
  if constexpr (Tagged<T>) {
    out.field("type");
    out.string(T::json.type);
  }
  std::apply([&](const auto&... field) { (write_field(out, field.name, value.*field.at), ...); }, T::json.fields);
  out.end_object();
}

template <Tagged... T> void write_value(Writer& out, const std::variant<T...>& value) {
  std::visit([&](const auto& held) { write_value(out, held); }, value);
}

}  // namespace kotori::inline v0::json
