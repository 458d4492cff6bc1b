#include "kotori/routing/pattern.hpp"

#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {
constexpr std::string_view dots = "...";
}

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

Pattern::Pattern(std::string_view text) : text_(text) {
  const auto require = [&](bool holds, const char* rule) {
    if (!holds) throw std::invalid_argument("the route " + text_ + ": " + rule);
  };
  require(text.starts_with('/'), "a path begins with /");
  require(text.find_first_of("?#%") == std::string_view::npos, "a path is written without escapes, ? and #");
  while (!text.empty()) {
    auto segment = take_segment(text);
    Kind kind = Kind::literal;
    if (segment.starts_with('{') && segment.ends_with('}')) {
      segment = segment.substr(1, segment.size() - 2);
      kind = segment.ends_with(dots) ? Kind::rest : Kind::parameter;
      if (kind == Kind::rest) segment.remove_suffix(dots.size());
      require(http::is_token(segment), "a parameter has a name of letters and digits");
      require(kind == Kind::parameter || text.empty(), "{...} stands in the last place");
      require(
          std::ranges::none_of(
              segments_, [&](const Segment& other) { return other.kind != Kind::literal && other.text == segment; }),
          "two parameters have one name");
    }
    require(segment.find_first_of("{}") == std::string_view::npos, "a parameter is a whole segment");
    require(segment != "." && segment != "..", "no path holds . or ..");
    if (kind != Kind::literal) names_.emplace_back(segment);
    require(names_.size() <= http::PathParameters::most, "a route has too many parameters");
    segments_.push_back({kind, std::string(segment)});
  }
}

bool Pattern::matches(std::string_view raw_path) const {
  for (const auto& segment : segments_) {
    if (raw_path.empty()) return false;
    if (segment.kind == Kind::rest) return true;
    const auto sent = take_segment(raw_path);
    if (segment.kind == Kind::literal ? !http::decodes_to(sent, segment.text) : sent.empty()) return false;
  }
  return raw_path.empty();
}

http::PathParameters Pattern::parameters(std::string_view raw_path) const {
  std::array<http::PathParameters::Place, http::PathParameters::most> places;
  std::size_t count = 0;
  const auto* const begin = raw_path.data();
  for (const auto& segment : segments_) {
    const auto sent = segment.kind == Kind::rest ? raw_path.substr(1) : take_segment(raw_path);
    if (segment.kind != Kind::literal)
      places.at(count++) = {static_cast<std::uint32_t>(sent.data() - begin), static_cast<std::uint32_t>(sent.size())};
  }
  return {names_, std::span(places).first(count)};
}

std::weak_ordering Pattern::operator<=>(const Pattern& other) const {
  return std::lexicographical_compare_three_way(segments_.begin(), segments_.end(), other.segments_.begin(),
                                                other.segments_.end(),
                                                [](const Segment& mine, const Segment& theirs) -> std::weak_ordering {
                                                  if (mine.kind != theirs.kind) return mine.kind <=> theirs.kind;
                                                  if (mine.kind != Kind::literal) return std::weak_ordering::equivalent;
                                                  return mine.text <=> theirs.text;
                                                });
}

}  // namespace kotori::inline v0::routing
