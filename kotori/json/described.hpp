#pragma once
#include "kotori/base/result.hpp"
#include "kotori/json/shape.hpp"

#include <concepts>
#include <type_traits>

namespace kotori::inline v0::json {

namespace detail {
template <class T> inline constexpr bool is_shape = false;
template <class... Fields> inline constexpr bool is_shape<Shape<Fields...>> = true;

template <class T> inline constexpr bool is_bare = false;
template <class Owner, class Member> inline constexpr bool is_bare<Bare<Owner, Member>> = true;
}  // namespace detail

/// A struct that is written as an object.
template <class T>
concept Object = requires { T::json; } && detail::is_shape<std::remove_cvref_t<decltype(T::json)>>;

/// A struct that is written as the one value it wraps.
template <class T>
concept Wrapper = requires { T::json; } && detail::is_bare<std::remove_cvref_t<decltype(T::json)>>;

/// A struct that says its own JSON.
template <class T>
concept Described = Object<T> || Wrapper<T>;

/// An object that says what it is: {"type":"say", ...}.
template <class T>
concept Tagged = Object<T> && !T::json.type.empty();

/// An enum whose values have names: `constexpr auto json_names(Role) { ... }` beside it.
template <class T>
concept Named = std::is_enum_v<T> && requires(T value) { json_names(value); };

/// A struct that has a last word on what was read into it, when every field is right by itself: misfit("ends before it
/// begins").
template <class T>
concept Checked = requires(const T& value) {
  { value.check() } -> std::same_as<Result<void>>;
};

/// Integers, but neither bool nor characters.
template <class T>
concept Integer = std::integral<T> && !std::same_as<T, bool> && !std::same_as<T, char> && !std::same_as<T, wchar_t> &&
                  !std::same_as<T, char8_t> && !std::same_as<T, char16_t> && !std::same_as<T, char32_t>;

}  // namespace kotori::inline v0::json

namespace kotori::inline v0 {
using json::Described;
}
