#pragma once
#include "kotori/base/result.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/error.hpp"
#include "kotori/json/shape.hpp"
#include "kotori/json/value.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

/// How each kind of member is read; what a program calls is read() in read.hpp.
/// The overloads find each other by argument-dependent lookup on Value. On an error `to` is half read: drop it.
namespace kotori::inline v0::json {

template <class T, class Found> Result<void> keep(Result<Found> found, T& to) {
  if (!found) return std::unexpected(std::move(found.error()));
  to = static_cast<T>(*found);
  return {};
}

Result<void> read_value(const Value& from, bool& to);
Result<void> read_value(const Value& from, double& to);
Result<void> read_value(const Value& from, std::string& to);

template <Integer T> Result<void> read_value(const Value& from, T& to) {
  using Range = std::numeric_limits<T>;
  if constexpr (std::is_signed_v<T>)
    return keep(from.integer(Range::min(), Range::max()), to);
  else
    return keep(from.natural(Range::max()), to);
}

template <Named T> Result<void> read_value(const Value& from, T& to) {
  static constexpr auto names = json_names(T{});
  static constexpr auto choices = std::apply([](const auto&... each) { return std::array{each.name...}; }, names);
  const auto index = from.one_of(choices);
  if (!index) return std::unexpected(std::move(index.error()));
  to = names[*index].value;
  return {};
}

template <class T> Result<void> read_value(const Value& from, std::optional<T>& to) {
  if (!from.empty()) return read_value(from, to.emplace());
  to.reset();
  return {};
}

template <class T> Result<void> read_value(const Value& from, std::vector<T>& to) {
  auto elements = from.elements();
  if (!elements) return std::unexpected(std::move(elements.error()));
  to.clear();
  while (auto element = elements->next()) {
    T value{};
    if (auto read = read_value(*element, value); !read)
      return std::unexpected(inside(to.size(), std::move(read.error())));
    to.push_back(std::move(value));
  }
  return {};
}

template <class T, class Less> Result<void> read_value(const Value& from, std::map<std::string, T, Less>& to) {
  auto members = from.members();
  if (!members) return std::unexpected(std::move(members.error()));
  to.clear();
  while (auto member = members->next()) {
    auto [entry, fresh] = to.try_emplace(std::string(member->name));
    if (!fresh) return std::unexpected(inside(member->name, misfit("is given twice")));
    if (auto read = read_value(member->value, entry->second); !read)
      return std::unexpected(inside(member->name, std::move(read.error())));
  }
  return {};
}

template <class T> Result<void> read_limited(const Value& from, T& to, std::size_t most) {
  if (most != unlimited)
    if (auto fits = from.at_most(most); !fits) return fits;
  return read_value(from, to);
}

template <Wrapper T> Result<void> read_value(const Value& from, T& to) {
  auto read = read_limited(from, to.*T::json.at, T::json.most);
  if constexpr (Checked<T>)
    if (read) return to.check();
  return read;
}

template <class Number, class T> Result<void> keeps(const Between<Number>& rule, const T& value) {
  if (!(value < rule.from) && !(rule.to < value)) return {};
  if constexpr (std::floating_point<Number>) return std::unexpected(not_between(rule.from, rule.to));
  return std::unexpected(not_between(static_cast<std::int64_t>(rule.from), static_cast<std::int64_t>(rule.to)));
}
template <class T> Result<void> keeps(const AtLeast& rule, const T& value) {
  if (value.size() >= rule.least) return {};
  return std::unexpected(
      misfit(rule.least == 1 ? "must not be empty" : "must have at least " + std::to_string(rule.least)));
}
template <class Function, class T> Result<void> keeps(const That<Function>& rule, const T& value) {
  if (rule.holds(value)) return {};
  return std::unexpected(misfit(std::string(rule.must)));
}
/// The first rule that is not kept says so.
template <class... Rules, class T> Result<void> keeps_all(const std::tuple<Rules...>& rules, const T& value) {
  Result<void> kept;
  std::apply([&](const auto&... rule) { (void)(... && (kept = keeps(rule, value)).has_value()); }, rules);
  return kept;
}

template <class... Rules, class T>
Result<void> keeps_all(const std::tuple<Rules...>& rules, const std::optional<T>& value) {
  return value ? keeps_all(rules, *value) : Result<void>{};
}

/// The names of the fields in their order, then that of the tag if there is one.
template <Object T>
inline constexpr auto member_names = std::apply(
    [](const auto&... field) {
      if constexpr (Tagged<T>)
        return std::array<std::string_view, sizeof...(field) + 1>{field.name..., "type"};
      else
        return std::array<std::string_view, sizeof...(field)>{field.name...};
    },
    T::json.fields);

/// Which of the types the tag names.
Result<std::size_t> read_type(const Value& tag, std::span<const std::string_view> types);
/// Likewise, of the object that carries it.
Result<std::size_t> type_of(const Value& object, std::span<const std::string_view> types);

template <Object T> Result<void> read_value(const Value& from, T& to) {
  constexpr auto& names = member_names<T>;
  std::array<Value, names.size()> found;
  if (auto picked = from.pick(names, found); !picked) return picked;
  if constexpr (Tagged<T>)
    if (auto type = read_type(found.back(), {&T::json.type, 1}); !type) return std::unexpected(std::move(type.error()));
  Result<void> read;
  std::size_t next = 0;
  const auto read_field = [&](const auto& field) {
    read = read_limited(found[next++], to.*field.at, field.most);
    if (read) read = keeps_all(field.rules, to.*field.at);
    if (!read) read = std::unexpected(inside(field.name, std::move(read.error())));
    return read.has_value();
  };
  std::apply([&](const auto&... field) { return (... && read_field(field)); }, T::json.fields);
  if constexpr (Checked<T>)
    if (read) return to.check();
  return read;
}

template <Tagged... T> Result<void> read_value(const Value& from, std::variant<T...>& to) {
  static constexpr std::array<std::string_view, sizeof...(T)> types{T::json.type...};
  static_assert(detail::distinct(types), "two alternatives have one type tag");
  const auto type = type_of(from, types);
  if (!type) return std::unexpected(type.error());
  Result<void> read;
  std::size_t index = 0;
  (void)(... || (index++ == *type && (read = read_value(from, to.template emplace<T>()), true)));
  return read;
}

}  // namespace kotori::inline v0::json
