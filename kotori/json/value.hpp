#pragma once
#include "kotori/base/result.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace kotori::inline v0::json {

/// A place in a parsed document, without the parser's header. What is in it, value.cpp knows.
struct Place {
  alignas(void*) std::array<std::byte, 2 * sizeof(void*)> bytes{};
};

class Elements;
class Members;

/// One value of a Document, or a field that is absent: a cheap handle, good as long as the Document is.
/// Each question answers with the value or says what it must be, with a path that starts here (see error.hpp).
class Value {
 public:
  Value() = default;
  explicit Value(Place place) : place_(place), present_(true) {}

  /// Absent or null.
  bool empty() const;

  Result<bool> boolean() const;
  /// Exact; a number with a fraction or an exponent is none.
  Result<std::int64_t> integer(std::int64_t least, std::int64_t most) const;
  Result<std::uint64_t> natural(std::uint64_t most) const;
  Result<double> number() const;
  /// UTF-8 without escapes; lives as long as the Document.
  Result<std::string_view> string() const;
  /// Which of these strings it is, as an index.
  Result<std::size_t> one_of(std::span<const std::string_view> choices) const;
  Result<Elements> elements() const;
  Result<Members> members() const;

  /// too_large if a string has more bytes, or an array or object more entries, than this.
  Result<void> at_most(std::size_t most) const;

  /// Of an object: found[i] becomes the member names[i], or stays absent. Other members are passed over;
  /// a member of these names that is given twice is refused, because peers differ on which one counts.
  Result<void> pick(std::span<const std::string_view> names, std::span<Value> found) const;

 private:
  Error must_be(std::string_view what) const;
  Place place_;
  bool present_ = false;
};

/// The elements of an array, in order: while (auto element = elements.next()).
class Elements {
 public:
  Elements(Place first, Place end) : at_(first), end_(end) {}
  std::optional<Value> next();

 private:
  Place at_, end_;
};

/// A member of an object: lives as long as the Document.
struct Member {
  std::string_view name;
  Value value;
};

/// The members of an object, in the order they were written.
class Members {
 public:
  Members(Place first, Place end) : at_(first), end_(end) {}
  std::optional<Member> next();

 private:
  Place at_, end_;
};

}  // namespace kotori::inline v0::json
