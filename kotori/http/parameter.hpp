#pragma once
#include "kotori/json/described.hpp"

#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

/// Values that stand as text in a path or a query.
namespace kotori::inline v0::http {

/// All of the text is one number; empty: it is not, or out of range.
std::optional<std::int64_t> read_integer(std::string_view text, std::int64_t least, std::int64_t most);
std::optional<std::uint64_t> read_natural(std::string_view text, std::uint64_t most);
/// Finite.
std::optional<double> read_number(std::string_view text);
std::optional<bool> read_boolean(std::string_view text);  ///< true, false, 1 or 0

/// What a parameter can be: text, numbers, bool, enums with names (json::Named); specialise it for types of your own.
template <class T> struct Parameter;

/// Text, as it is.
template <> struct Parameter<std::string> {
  static std::optional<std::string> read(std::string text) { return text; }
  static std::string must_be() { return "must be text"; }
};

/// See read_boolean().
template <> struct Parameter<bool> {
  static std::optional<bool> read(std::string_view text) { return read_boolean(text); }
  static std::string must_be() { return "must be true or false"; }
};

/// A whole number that the type can hold.
template <json::Integer T> struct Parameter<T> {
  static std::optional<T> read(std::string_view text) {
    using Limits = std::numeric_limits<T>;
    if constexpr (std::signed_integral<T>) {
      if (const auto number = read_integer(text, Limits::min(), Limits::max())) return static_cast<T>(*number);
    } else {
      if (const auto number = read_natural(text, Limits::max())) return static_cast<T>(*number);
    }
    return std::nullopt;
  }
  static std::string must_be() {
    using Limits = std::numeric_limits<T>;
    return "must be a whole number from " + std::to_string(Limits::min()) + " to " + std::to_string(Limits::max());
  }
};

/// A finite number.
template <std::floating_point T> struct Parameter<T> {
  static std::optional<T> read(std::string_view text) {
    const auto number = read_number(text);
    // A float ends sooner than a double.
    if (!number || *number > std::numeric_limits<T>::max() || *number < std::numeric_limits<T>::lowest())
      return std::nullopt;
    return static_cast<T>(*number);
  }
  static std::string must_be() { return "must be a number"; }
};

/// An enum, by the names of its values.
template <json::Named T> struct Parameter<T> {
  static std::optional<T> read(std::string_view text) {
    for (const auto& [value, name] : json_names(T{}))
      if (name == text) return value;
    return std::nullopt;
  }
  static std::string must_be() {
    std::string all;
    for (const auto& [value, name] : json_names(T{})) all.append(all.empty() ? "must be one of " : ", ").append(name);
    return all;
  }
};

}  // namespace kotori::inline v0::http
