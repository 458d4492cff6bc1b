#pragma once
#include "kotori/http/request.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// Which paths a route is for: "/rooms/{room}/messages". {room} stands for one segment that is not empty; {path...}, in
/// the last place, for all that is left, which may be empty. Everything else is taken literally, letter case included.
class Pattern {
 public:
  /// Throws std::invalid_argument, with the pattern and what is wrong with it.
  explicit Pattern(std::string_view text);

  /// Paths are taken as sent: cut at their slashes first, decoded then, so that a %2F stays inside its segment.
  bool matches(std::string_view raw_path) const;

  /// What the names stand for in a path that matches. The pattern must outlive it.
  http::PathParameters parameters(std::string_view raw_path) const;

  /// Those that come first win: a literal before a {name}, a {name} before a {name...}, from the left.
  /// Equal are those that match the same paths, whatever their names are called.
  std::weak_ordering operator<=>(const Pattern& other) const;
  bool operator==(const Pattern& other) const { return (*this <=> other) == 0; }

  const std::string& text() const { return text_; }

 private:
  enum class Kind : std::uint8_t { literal, parameter, rest };
  struct Segment {
    Kind kind;
    std::string text;  // of a literal, or the name
  };

  std::string text_;
  std::vector<Segment> segments_;
  std::vector<std::string> names_;
};

/// Takes the next segment, and the slash before it, off the front of a path that is not empty.
std::string_view take_segment(std::string_view& path);

}  // namespace kotori::inline v0::routing
