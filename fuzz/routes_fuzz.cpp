#include "fuzz/input.hpp"
#include "kotori/http/url.hpp"
#include "kotori/json/utf8.hpp"
#include "kotori/routing/router.hpp"

#include <algorithm>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

/// Patterns, a line each, and behind them a path: the tree finds what trying all patterns one after another finds, with
/// the same parameters, and looks at no place twice.
namespace {

using namespace kotori;
using fuzz::expect;
using routing::Pattern;
using routing::Segment;

/// The segments that a path takes of a pattern, one less than it has where the last is missing, and what it says for
/// each name; empty: it does not fit.
struct Fit {
  std::vector<Segment> segments;
  bool missing = false;
  std::vector<std::string> values;
};

std::string decoded(std::string_view raw) { return http::percent_decode(raw).value(); }

bool fits(const Segment& segment, const std::string& raw, std::vector<std::string>& values) {
  const auto text = decoded(raw);
  if (segment.kind == Segment::Kind::constant) return text == segment.text;
  if (segment.kind == Segment::Kind::any) return !text.empty();
  const auto around = segment.prefix.size() + segment.suffix.size();
  if (text.size() < around || !text.starts_with(segment.prefix) || !text.ends_with(segment.suffix)) return false;
  const auto middle = text.substr(segment.prefix.size(), text.size() - around);
  if (middle.empty() && segment.kind != Segment::Kind::tail) return false;
  values.push_back(middle);
  if (!segment.regex) return true;
  if (segment.kind == Segment::Kind::tail && (raw.contains("%2f") || raw.contains("%2F"))) return false;
  std::vector<std::string_view> groups(segment.regex->names().size());
  const bool matches = segment.regex->matches(middle, groups);
  for (const auto group : groups) values.emplace_back(group);
  return matches;
}

std::optional<Fit> fit(const Pattern& pattern, std::string_view path) {
  Fit fit;
  std::optional<std::string> rest{path.substr(1)};  // empty: no slash follows
  for (const auto& segment : pattern.segments()) {
    if (segment.optional && (!rest || path == "/")) {
      fit.missing = true;
      fit.values.resize(pattern.names().size());
      // Without its only segment a path is still a slash.
      if (path == "/") fit.segments.emplace_back();
      return fit;
    }
    if (!rest) return std::nullopt;
    const auto slash = segment.kind == Segment::Kind::tail ? std::string::npos : rest->find('/');
    const auto part = rest->substr(0, slash);
    rest = slash == std::string::npos ? std::nullopt : std::optional(rest->substr(slash + 1));
    if (!fits(segment, part, fit.values)) return std::nullopt;
    fit.segments.push_back(segment);
  }
  return rest ? std::nullopt : std::optional(fit);
}

using Patterns = std::vector<Pattern>;

/// Which pattern is the first that has these segments, and then this one.
std::size_t first_with(const Patterns& patterns, std::span<const Segment> before, const Segment& segment) {
  const auto has = [&](const Pattern& pattern) {
    const auto all = pattern.segments();
    return all.size() > before.size() && std::ranges::equal(all.first(before.size()), before) &&
           all[before.size()] == segment;
  };
  return static_cast<std::size_t>(std::ranges::find_if(patterns, has) - patterns.begin());
}

bool is_before(const Patterns& patterns, const Fit& one, const Fit& other) {
  for (std::size_t i = 0; i < std::min(one.segments.size(), other.segments.size()); ++i) {
    const auto& mine = one.segments[i];
    const auto& theirs = other.segments[i];
    if (mine == theirs) continue;
    if (mine.precedes(theirs) || theirs.precedes(mine)) return mine.precedes(theirs);
    const auto before = std::span(one.segments).first(i);
    return first_with(patterns, before, mine) < first_with(patterns, before, theirs);
  }
  if (one.segments.size() != other.segments.size()) return one.segments.size() < other.segments.size();
  return one.missing < other.missing;
}

void expect_parameters(const Request& request, const Fit& best) {
  const auto names = request.path_parameters.names();
  expect(names.size() == best.values.size());
  for (std::size_t i = 0; i < names.size(); ++i)
    if (json::is_utf8(best.values[i])) expect(request.path(names[i]) == best.values[i]);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::Input input(data, size);
  Request request{.target = "/" + std::string(input.up_to('\n'))};
  Patterns patterns;
  Routes routes;
  while (!input.rest().empty() && patterns.size() < 16) {
    const auto line = std::string(input.up_to('\n'));
    try {
      routes.get(line, [](const Request&) { return Response::empty(); });
      patterns.emplace_back(line);
    } catch (const std::invalid_argument&) {
      continue;
    }
  }
  std::optional<routing::Router> router;
  try {
    router.emplace(routes);
  } catch (const std::invalid_argument&) {
    return 0;
  }
  const auto found = router->find(request).match;
  expect(router->explain(request).starts_with(request.method));
  if (const auto* miss = std::get_if<routing::Miss>(&found); miss && miss->why == routing::Miss::Why::malformed_path)
    return 0;

  const Pattern* winner = nullptr;
  std::optional<Fit> best;
  for (const auto& pattern : patterns)
    if (auto another = fit(pattern, request.raw_path()); another && (!best || is_before(patterns, *another, *best))) {
      best = std::move(another);
      winner = &pattern;
    }
  expect(std::holds_alternative<routing::HttpMatch>(found) == best.has_value());
  if (!best) return 0;
  expect(request.route == winner->text());
  expect_parameters(request, *best);
  return 0;
}
