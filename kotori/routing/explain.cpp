#include "kotori/routing/router.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <ranges>
#include <tuple>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

/// How many routes an explanation has a line for.
constexpr std::size_t most_lines = 32;

/// How far a path follows a pattern, and why no further.
struct Way {
  std::size_t segments = 0;
  std::string why;  // empty: all of it
};

Way compare(const Pattern& pattern, std::string_view path) {
  Captures unused(path);
  std::size_t segments = 0;
  auto rest = path;
  for (const auto& segment : pattern.segments()) {
    if (segment.optional && (rest.empty() || path == "/")) return {segments, {}};
    if (rest.empty()) return {segments, "the path ends before /" + segment.written};
    const auto sent = segment.kind == Segment::Kind::tail ? std::exchange(rest, {}).substr(1) : take_segment(rest);
    if (!segment.takes(sent, unused)) return {segments, fmt::format("\"{}\" is not {}", sent, segment.written)};
    ++segments;
  }
  return {segments, rest.empty() ? "" : fmt::format("the path goes on with {}", rest)};
}

std::string why_not(const Choice& choice, const Request& request) {
  switch (choice.outcome) {
    case Outcome::found: return "fits, but another one is before it";
    case Outcome::nothing_here: return fmt::format("the host is {}", request.header("Host").value_or("not given"));
    case Outcome::unmet: return "lacks " + choice.route->conditions.unmet(request).value_or("nothing");
    case Outcome::wrong_method: return "the method is " + request.method;
    case Outcome::upgrade_required: return "no WebSocket is asked for";
    case Outcome::not_taken:
      return fmt::format("the body is {}", request.header("Content-Type").value_or("of no type"));
    case Outcome::not_acceptable: return fmt::format("accepted is {}", request.header("Accept").value_or("all"));
    case Outcome::wrong_subprotocol: return "none of its subprotocols is offered";
  }
  std::unreachable();
}

struct Line {
  const Route* route;
  std::size_t number;  // in the order of routing
  std::size_t segments;
  Outcome outcome;
  std::string why;
};

std::string answered(const Router& router, const Request& request) {
  Request again{.method = request.method,
                .target = request.target,
                .version = request.version,
                .headers = request.headers,
                .over_tls = request.over_tls};
  const auto found = router.find(again).match;
  if (const auto* miss = std::get_if<Miss>(&found)) {
    const auto answer = router.answer(*miss, again);
    return fmt::format("{} {}", static_cast<int>(answer.status), http::reason(answer.status));
  }
  const bool websocket = std::holds_alternative<WebSocketMatch>(found);
  return fmt::format("by {} {}", websocket ? "the WebSocket" : again.method, again.route);
}

}  // namespace

std::string Router::explain(const Request& request) const {
  auto text = fmt::format("{} {}: answered {}\n", request.method, request.target, answered(*this, request));
  const auto path = request.raw_path();
  if (!path.starts_with('/')) return text;
  Sought sought(request);
  const auto chosen = look_up(sought, path).choice;
  std::vector<Line> lines;
  for (const auto& route : routes_) {
    auto [segments, why] = compare(route.pattern, path);
    const auto choice = why.empty() ? judge(sought, route) : Choice{};
    if (why.empty())
      why = &route == chosen.route && chosen.outcome == Outcome::found ? "answers" : why_not(choice, request);
    lines.push_back({&route, lines.size(), segments, choice.outcome, std::move(why)});
  }
  std::ranges::sort(lines, {}, [&](const Line& line) {
    return std::tuple(line.route != chosen.route, -static_cast<int>(line.outcome), SIZE_MAX - line.segments,
                      line.number);
  });
  for (const auto& line : lines | std::views::take(most_lines))
    text += fmt::format("  {}: {}\n", line.route->text(), line.why);
  if (lines.size() > most_lines) text += fmt::format("  and {} others\n", lines.size() - most_lines);
  return text;
}

namespace {

void list_places(const Node& node, std::vector<std::string>& all) {
  node.place.list(all);
  for (const auto& [text, next] : node.constants.all()) list_places(*next, all);
  for (const auto& branch : node.branches) list_places(*branch.node, all);
  for (const auto& tail : node.tails) tail.place.list(all);
}

}  // namespace

std::vector<std::string> Router::list() const {
  std::vector<std::string> all;
  list_places(root_, all);
  return all;
}

}  // namespace kotori::inline v0::routing
