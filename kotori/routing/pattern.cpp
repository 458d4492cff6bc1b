#include "kotori/routing/pattern.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {

constexpr std::string_view dots = "...";

/// The next segment of a pattern, with the slash before it: slashes in braces do not count.
std::string_view take_part(std::string_view& pattern) {
  std::size_t depth = 0;
  std::size_t end = 1;
  for (; end < pattern.size() && (depth > 0 || pattern[end] != '/'); ++end) {
    if (pattern[end] == '\\')
      ++end;
    else if (pattern[end] == '{')
      ++depth;
    else if (pattern[end] == '}' && depth > 0)
      --depth;
  }
  const auto part = pattern.substr(1, end - 1);
  pattern.remove_prefix(std::min(end, pattern.size()));
  return part;
}

bool take_end(std::string_view& text, std::string_view end) {
  if (!text.ends_with(end)) return false;
  text.remove_suffix(end.size());
  return true;
}

bool is_plain(std::string_view text) {
  return text.find_first_of("{}*?#%\\") == std::string_view::npos && std::ranges::none_of(text, http::is_control);
}

}  // namespace

std::string_view take_segment(std::string_view& path) {
  path.remove_prefix(1);
  const auto segment = path.substr(0, path.find('/'));
  path.remove_prefix(segment.size());
  return segment;
}

Pattern::Pattern(std::string_view text) : text_(text) {
  require(text.empty() || text.starts_with('/'), "a path begins with /");
  while (!text.empty()) add(take_part(text));
  check();
}

Pattern::Pattern(const Pattern& prefix, const Pattern& below) : text_(prefix.text_), segments_(prefix.segments_) {
  if (!segments_.empty() && segments_.back() == Segment{}) {
    text_.pop_back();
    segments_.pop_back();
  }
  require(!is_optional() && !ends_in(Segment::Kind::tail), "nothing can be below a part that may be missing");
  text_ += below.text_;
  segments_.insert(segments_.end(), below.segments_.begin(), below.segments_.end());
  names_ = prefix.names_;
  names_.insert(names_.end(), below.names_.begin(), below.names_.end());
  check();
}

void Pattern::add(std::string_view part) {
  using Kind = Segment::Kind;
  Segment segment{.written = std::string(part)};
  const auto open = part.find('{');
  const auto close = part.rfind('}');
  if (part == "*") {
    segment.kind = Kind::any;
  } else if (open == std::string_view::npos) {
    require(is_plain(part), "a path is written without escapes, and *, ? and braces only where they mean something");
    require(part != "." && part != "..", "no path holds . or ..");
    segment.text = part;
  } else {
    require(close != std::string_view::npos && close > open, "a brace is not closed");
    segment.prefix = part.substr(0, open);
    segment.suffix = part.substr(close + 1);
    require(is_plain(segment.prefix) && is_plain(segment.suffix), "a segment has one parameter");
    auto name = part.substr(open + 1, close - open - 1);
    const auto colon = name.find(':');
    if (colon != std::string_view::npos) segment.regex = std::make_shared<const Regex>(name.substr(colon + 1));
    name = name.substr(0, colon);
    segment.optional = take_end(name, "?");
    const bool tail = take_end(name, dots);
    const bool affixed = !segment.prefix.empty() || !segment.suffix.empty();
    require(http::is_token(name), "a parameter has a name of letters and digits");
    require(!tail || (segment.suffix.empty() && !segment.optional), "nothing can stand behind {...}");
    require(!segment.optional || !affixed, "a parameter that may be missing has nothing around it");
    segment.kind = tail ? Kind::tail : segment.regex ? Kind::regex : affixed ? Kind::affixed : Kind::parameter;
    segment.names.emplace_back(name);
    if (segment.regex)
      segment.names.insert(segment.names.end(), segment.regex->names().begin(), segment.regex->names().end());
  }
  names_.insert(names_.end(), segment.names.begin(), segment.names.end());
  segments_.push_back(std::move(segment));
}

void Pattern::check() const {
  for (std::size_t i = 0; i + 1 < segments_.size(); ++i) {
    require(segments_[i].kind != Segment::Kind::tail, "{...} stands in the last place");
    require(!segments_[i].optional, "a parameter that may be missing stands in the last place");
  }
  for (auto name = names_.begin(); name != names_.end(); ++name)
    require(std::find(name + 1, names_.end(), *name) == names_.end(), "two parameters have one name");
  require(names_.size() <= most_parameters, "a route has too many parameters");
  require(segments_.size() <= most_segments, "a route has too many segments");
}

void Pattern::require(bool holds, std::string_view rule) const {
  if (!holds) throw std::invalid_argument("the route " + text_ + ": " + std::string(rule));
}

}  // namespace kotori::inline v0::routing
