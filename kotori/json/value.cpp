#include "kotori/json/value.hpp"

#include "kotori/json/error.hpp"

#include <algorithm>
#include <bit>
#include <simdjson.h>
#include <string>

namespace kotori::inline v0::json {
namespace dom = simdjson::dom;
namespace {

dom::element element_at(const Place& place) { return std::bit_cast<dom::element>(place); }

template <class T> Place place_of(const T& where) { return std::bit_cast<Place>(where); }

std::string quoted(std::span<const std::string_view> choices) {
  std::string list = choices.size() == 1 ? "" : "one of ";
  for (std::string_view choice : choices) list.append("\"").append(choice).append("\", ");
  list.resize(list.size() - 2);
  return list;
}

std::string range(const std::string& least, const std::string& most) {
  return "a whole number from " + least + " to " + most;
}

/// Names are mostly told apart by their length or their first letter.
bool same(std::string_view one, std::string_view other) {
  return one.size() == other.size() && (one.empty() || (one.front() == other.front() && one == other));
}

/// Where this name stands, looked for from `first` on and around; names.size() if it does not.
std::size_t index_from(std::size_t first, std::span<const std::string_view> names, std::string_view name) {
  for (std::size_t i = first; i < names.size(); ++i)
    if (same(names[i], name)) return i;
  for (std::size_t i = 0; i < first; ++i)
    if (same(names[i], name)) return i;
  return names.size();
}

}  // namespace

Error Value::must_be(std::string_view what) const {
  return misfit(present_ ? "must be " + std::string(what) : "is missing");
}

bool Value::empty() const { return !present_ || element_at(place_).is_null(); }

Result<bool> Value::boolean() const {
  bool value = false;
  if (!present_ || element_at(place_).get(value)) return std::unexpected(must_be("true or false"));
  return value;
}

Result<std::int64_t> Value::integer(std::int64_t least, std::int64_t most) const {
  std::int64_t value = 0;
  if (present_ && !element_at(place_).get(value) && least <= value && value <= most) return value;
  return std::unexpected(must_be(range(std::to_string(least), std::to_string(most))));
}

Result<std::uint64_t> Value::natural(std::uint64_t most) const {
  std::uint64_t value = 0;
  if (present_ && !element_at(place_).get(value) && value <= most) return value;
  return std::unexpected(must_be(range("0", std::to_string(most))));
}

Result<double> Value::number() const {
  double value = 0;
  if (!present_ || element_at(place_).get(value)) return std::unexpected(must_be("a number"));
  return value;
}

Result<std::string_view> Value::string() const {
  std::string_view value;
  if (!present_ || element_at(place_).get(value)) return std::unexpected(must_be("a string"));
  return value;
}

Result<std::size_t> Value::one_of(std::span<const std::string_view> choices) const {
  const auto text = string();
  if (!text) return std::unexpected(text.error());
  const auto choice = std::ranges::find(choices, *text);
  if (choice == choices.end()) return std::unexpected(must_be(quoted(choices)));
  return static_cast<std::size_t>(choice - choices.begin());
}

Result<Elements> Value::elements() const {
  dom::array array;
  if (!present_ || element_at(place_).get(array)) return std::unexpected(must_be("an array"));
  return Elements{place_of(array.begin()), place_of(array.end())};
}

Result<Members> Value::members() const {
  dom::object object;
  if (!present_ || element_at(place_).get(object)) return std::unexpected(must_be("an object"));
  return Members{place_of(object.begin()), place_of(object.end())};
}

Result<void> Value::at_most(std::size_t most) const {
  if (!present_) return {};
  const dom::element element = element_at(place_);
  const auto too_large = [most](const char* more, const char* units) {
    return std::unexpected(Error{ErrorCode::too_large, more + std::to_string(most) + units, {}});
  };
  if (std::string_view text; !element.get(text) && text.size() > most) return too_large("is longer than ", " bytes");
  if (dom::array array; !element.get(array) && array.size() > most) return too_large("has more than ", " entries");
  if (dom::object object; !element.get(object) && object.size() > most) return too_large("has more than ", " entries");
  return {};
}

Result<void> Value::pick(std::span<const std::string_view> names, std::span<Value> found) const {
  auto all = members();
  if (!all) return std::unexpected(std::move(all.error()));
  // Most peers keep an order, so the name behind the last one is looked at first.
  std::size_t expected = 0;
  while (auto member = all->next()) {
    const std::size_t index = index_from(expected, names, member->name);
    if (index == names.size()) continue;
    Value& slot = found[index];
    if (slot.present_) return std::unexpected(inside(names[index], misfit("is given twice")));
    slot = member->value;
    expected = index + 1 < names.size() ? index + 1 : 0;
  }
  return {};
}

std::optional<Value> Elements::next() {
  auto at = std::bit_cast<dom::array::iterator>(at_);
  if (at == std::bit_cast<dom::array::iterator>(end_)) return std::nullopt;
  const Value value{place_of(*at)};
  at_ = place_of(++at);
  return value;
}

std::optional<Member> Members::next() {
  auto at = std::bit_cast<dom::object::iterator>(at_);
  if (at == std::bit_cast<dom::object::iterator>(end_)) return std::nullopt;
  const Member member{at.key(), Value{place_of(at.value())}};
  at_ = place_of(++at);
  return member;
}

}  // namespace kotori::inline v0::json
