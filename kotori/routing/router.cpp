#include "kotori/routing/router.hpp"

#include "kotori/http/url.hpp"
#include "kotori/routing/walk.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>

namespace kotori::inline v0::routing {
namespace {

/// Browsers resolve . and .. before they ask; who sends them wants to get out of somewhere.
bool has_dot_segments(std::string_view raw_path) {
  while (!raw_path.empty()) {
    const auto segment = take_segment(raw_path);
    if (http::decodes_to(segment, ".") || http::decodes_to(segment, "..")) return true;
  }
  return false;
}

bool is_sound(std::string_view path) {
  return path.starts_with('/') && http::is_sound_path(path) && !has_dot_segments(path);
}

/// RFC 6455 §4.2.2: a version that nobody speaks here is refused wherever it is asked for; else a page is a page.
bool wants_other_version(const Sought& sought) {
  return sought.websocket && sought.request.headers.find("Sec-WebSocket-Version").value_or("13") != "13";
}

}  // namespace

/// What a table takes over from those around it.
struct Router::Inherited {
  Pattern prefix{""};
  Conditions conditions;
  TrailingSlash slash = TrailingSlash::strict;
  std::vector<sessions::Kind> sessions = {};
};

Router::Router(const Routes& routes) : methods_{"GET", "HEAD", "DELETE", "PATCH", "POST", "PUT", "TRACE", "OPTIONS"} {
  put(routes, {});
  std::sort(methods_.begin() + 2, methods_.end() - 1);
}

void Router::put(const Routes& table, const Inherited& inherited) {
  const auto slash = table.trailing_slash_.value_or(inherited.slash);
  auto sessions = inherited.sessions;
  for (const auto& kind : table.session_kinds_) sessions::add(sessions, kind);
  if (slash != TrailingSlash::strict) slashes_differ_ = false;
  if (!table.features_.empty()) {
    const auto prefix = Pattern(inherited.prefix, Pattern(""));
    node_at(prefix.segments(), true).scopes.push_back({inherited.conditions, features_.size(), table.features_.size()});
    features_.insert(features_.end(), table.features_.begin(), table.features_.end());
  }
  for (auto route : table.routes_) {
    route.pattern = Pattern(inherited.prefix, route.pattern);
    route.conditions = Conditions(inherited.conditions, route.conditions);
    route.slash = slash;
    plant(routes_.emplace_back(std::move(route)));
  }
  for (const auto& mounted : table.mounted_)
    put(*mounted.table, {.prefix = Pattern(inherited.prefix, mounted.prefix),
                         .conditions = Conditions(inherited.conditions, mounted.conditions),
                         .slash = slash,
                         .sessions = sessions});
}

void Router::plant(const Route& route) {
  const auto segments = route.pattern.segments();
  if (segments.empty()) throw std::invalid_argument("a path may be empty in a table that is mounted below a prefix");
  const auto before = segments.first(segments.size() - 1);
  if (route.pattern.ends_in(Segment::Kind::tail)) {
    node_at(before, false).insert_tail(segments.back()).add(route, false);
  } else {
    node_at(segments, false).place.add(route, false);
    // Without its only segment a path is still a slash.
    if (segments.back().optional)
      (before.empty() ? root_.constants.insert("") : node_at(before, false)).place.add(route, true);
  }
  if (!route.method.empty() && !knows(route.method)) methods_.insert(methods_.end() - 1, route.method);
}

Node& Router::node_at(std::span<const Segment> segments, bool for_scope) {
  auto* node = &root_;
  for (const auto& segment : segments) {
    node->scopes_below |= for_scope;
    node = &node->insert(segment);
  }
  return *node;
}

bool Router::knows(std::string_view method) const { return std::ranges::find(methods_, method) != methods_.end(); }

Found Router::find(Request& request) const {
  Found found;
  const auto path = request.raw_path();
  const bool sound = is_sound(path);
  meet(root_, sound ? path : std::string_view{}, request, found.features);
  if (!knows(request.method)) {
    found.match = Miss{Miss::Why::unknown_method};
  } else if (request.target == "*") {
    found.match = Miss{Miss::Why::whole_server};
  } else if (!sound) {
    found.match = Miss{Miss::Why::malformed_path};
  } else {
    found.match = match(request, path);
  }
  return found;
}

/// Whether a tail, as that of files, has taken the end of the path; an empty one has a slash of its own before it.
bool Router::is_in_tail(const Nearest& nearest, const Request& request) {
  const auto& pattern = nearest.choice.route->pattern;
  if (!pattern.ends_in(Segment::Kind::tail)) return false;
  return !nearest.parameters.raw(request.target, pattern.segments().back().names.front()).value_or("").empty();
}

Router::Nearest Router::look_up(Sought& sought, std::string_view path) const {
  const auto walk = [&]() -> Nearest {
    Walk one(sought, path);
    const auto choice = one.from(root_);
    if (!choice.route) return {};
    return {choice, one.place(), one.parameters()};
  };
  auto nearest = walk();
  if (slashes_differ_ || path == "/" || (nearest.choice.route && !is_in_tail(nearest, sought.request))) return nearest;
  sought.other_slash = true;
  auto other = walk();
  if (!nearest.choice.route) return other;
  if (other.choice.outcome == Outcome::found && !other.choice.route->pattern.ends_in(Segment::Kind::tail)) return other;
  sought.other_slash = false;
  return nearest;
}

Match Router::match(Request& request, std::string_view path) const {
  Sought sought(request);
  const auto [choice, place, parameters] = look_up(sought, path);
  if (!choice.route) return Miss{};
  request.route = choice.route->pattern.text();
  request.path_parameters = parameters;
  if (choice.outcome != Outcome::found) return Miss{Miss::Why::no_route, choice, place};
  if (sought.other_slash && choice.route->slash == TrailingSlash::redirect)
    return Miss{Miss::Why::other_slash, choice, place};
  if (choice.route->websocket) return WebSocketMatch{choice.route->websocket.get(), choice.subprotocol};
  if (wants_other_version(sought)) return Miss{Miss::Why::other_version, choice, place};
  return HttpMatch{choice.route->http.get(), place->vary()};
}

/// The features of all tables that are mounted above this path.
void Router::meet(const Node& node, std::string_view rest, const Request& request, FeatureLists& features) const {
  for (const auto& scope : node.scopes)
    if (scope.conditions.hold(request)) features.add(std::span(features_).subspan(scope.first, scope.count));
  if (!node.scopes_below || rest.empty()) return;
  const auto segment = take_segment(rest);
  if (const auto* next = node.constants.find(segment)) meet(*next, rest, request, features);
  for (const auto& branch : node.branches) {
    Captures unused(segment);
    if (branch.segment.takes(segment, unused)) meet(*branch.node, rest, request, features);
  }
}

bool Router::is_routed(const Request& request, std::string_view method) const {
  Sought sought(request, method);
  if (Walk(sought, request.raw_path()).from(root_).outcome == Outcome::found) return true;
  sought.other_slash = true;
  return !slashes_differ_ && Walk(sought, request.raw_path()).from(root_).outcome == Outcome::found;
}

std::size_t Router::steps(const Request& request) const {
  const Sought sought(request);
  Walk walk(sought, request.raw_path());
  (void)walk.from(root_);
  return walk.steps();
}

}  // namespace kotori::inline v0::routing
