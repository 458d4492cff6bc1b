#pragma once
#include "kotori/http/path_parameters.hpp"
#include "kotori/routing/regex.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// What the names of a pattern stand for, as far as a path has been followed.
class Captures {
 public:
  explicit Captures(std::string_view path) : begin_(path.data()) {}

  void add(std::string_view part);  ///< of the path
  void add_absent() { places_.at(size_++) = {}; }
  std::size_t size() const { return size_; }
  void shrink(std::size_t size) { size_ = size; }
  /// For a pattern with these names: those that have no place yet are absent.
  http::PathParameters named(std::span<const std::string> names) const;

 private:
  const char* begin_;
  std::size_t size_ = 0;
  std::array<http::PathParameters::Place, http::PathParameters::most> places_{};
};

/// One segment of a pattern; see Pattern for how each is written.
struct Segment {
  /// In the order in which they are tried.
  enum class Kind : std::uint8_t { constant, regex, affixed, parameter, any, tail };

  Kind kind = Kind::constant;
  std::string text;            ///< of a constant
  std::string prefix, suffix;  ///< around a parameter
  std::shared_ptr<const Regex> regex;
  std::vector<std::string> names;  ///< its own, and those of its regex's groups
  bool optional = false;
  std::string written;  ///< as it stands in the pattern

  /// Whether a segment of a path, or for a tail all that is left of it, is of this kind; if so, what the names stand
  /// for is added. Paths are as they were sent, and sound.
  bool takes(std::string_view raw, Captures& captures) const;

  /// Whether it is tried before the other, whichever was routed first: by its kind, and then the one with more around
  /// its parameter.
  bool precedes(const Segment& other) const;
  /// Equal are those that are written alike, whatever their names are.
  bool operator==(const Segment& other) const;

 private:
  bool takes_by_regex(std::string_view raw, Captures& captures) const;
};

}  // namespace kotori::inline v0::routing
