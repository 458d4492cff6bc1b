#pragma once
#include "kotori/routing/segment.hpp"

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0::routing {

/// Which paths a route is for: "/rooms/{room}/messages".
///
///     /rooms                  just that, letter case included
///     /rooms/{room}           any one segment that is not empty
///     /rooms/room-{id}.json   the same with something before and behind it
///     /rooms/{id:[0-9]+}      one that a regular expression takes whole; see Regex. Its named groups are parameters
///     too /rooms/{room?}          one that may be missing, with the slash before it; in the last place /rooms/*/people
///     any one that is not empty, without a name /files/{path...}        all that is left, which may be empty; in the
///     last place, perhaps with something before it /log/{day...:(?P<year>\d{4})/(?P<month>\d\d)}   all that is left,
///     if a regular expression takes it whole
///
/// A path is cut at its slashes first and decoded then, so that a %2F stays inside its segment; a {tail...:regex} takes
/// none. Two slashes have an empty segment between them, which only an empty one in the pattern takes. Braces inside a
/// regular expression stand in pairs, or behind a backslash.
class Pattern {
 public:
  /// How many segments, and parameters, one may have.
  static constexpr std::size_t most_segments = 64;
  static constexpr std::size_t most_parameters = http::PathParameters::most;

  /// Throws std::invalid_argument, with the pattern and what is wrong with it. Empty text is for tables that are
  /// mounted: it means the prefix itself.
  explicit Pattern(std::string_view text);
  /// What stands below a prefix; a slash at the end of the prefix does not count. Throws as well.
  Pattern(const Pattern& prefix, const Pattern& below);

  const std::string& text() const { return text_; }
  std::span<const Segment> segments() const { return segments_; }
  /// Of all its parameters, from the left.
  std::span<const std::string> names() const { return names_; }
  bool ends_in(Segment::Kind kind) const { return !segments_.empty() && segments_.back().kind == kind; }
  bool is_optional() const { return !segments_.empty() && segments_.back().optional; }

 private:
  void add(std::string_view part);
  void require(bool holds, std::string_view rule) const;
  void check() const;

  std::string text_;
  std::vector<Segment> segments_;
  std::vector<std::string> names_;
};

/// Takes the next segment, and the slash before it, off the front of a path that is not empty.
std::string_view take_segment(std::string_view& path);

}  // namespace kotori::inline v0::routing
