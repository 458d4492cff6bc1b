#include "kotori/routing/routes.hpp"

#include "kotori/http/url.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace kotori::inline v0 {
namespace {

/// Browsers resolve . and .. before they ask; who sends them wants to get out of somewhere.
bool has_dot_segments(std::string_view raw_path) {
  while (!raw_path.empty()) {
    const auto segment = routing::take_segment(raw_path);
    if (http::decodes_to(segment, ".") || http::decodes_to(segment, "..")) return true;
  }
  return false;
}

}  // namespace

routing::Found Routes::find(Request& request) const { return {match(request), features_}; }

routing::Match Routes::match(Request& request) const {
  if (!knows(request.method)) return Response::text("This method is not known here.\n", Status::not_implemented);
  if (request.target == "*") return Response::empty();
  const auto path = request.raw_path();
  if (!path.starts_with('/') || !http::is_sound_path(path) || has_dot_segments(path))
    return Response::text("The path is malformed.\n", Status::bad_request);
  const auto resource =
      std::ranges::find_if(resources_, [&](const auto& each) { return each.pattern().matches(path); });
  if (resource == resources_.end()) return Response::text("There is nothing here.\n", Status::not_found);
  auto found = resource->find(request);
  request.route = resource->pattern().text();
  request.path_parameters = resource->pattern().parameters(path);
  return found;
}

bool Routes::knows(std::string_view method) const {
  constexpr std::array<std::string_view, 8> everywhere{"GET", "HEAD",   "OPTIONS", "POST",
                                                       "PUT", "DELETE", "PATCH",   "TRACE"};
  return std::ranges::find(everywhere, method) != everywhere.end() ||
         std::ranges::any_of(resources_, [&](const auto& each) { return each.handles(method); });
}

routing::Resource& Routes::resource(std::string_view path) {
  routing::Pattern pattern(path);
  const auto place = std::ranges::lower_bound(resources_, pattern, {}, &routing::Resource::pattern);
  if (place == resources_.end() || place->pattern() != pattern) return *resources_.emplace(place, std::move(pattern));
  if (place->pattern().text() != path)
    throw std::invalid_argument("the routes " + place->pattern().text() + " and " + std::string(path) +
                                " are the same path with other names");
  return *place;
}

void Routes::add(std::string_view path, WebSocketRoute route, routing::WebSocketHandler handler) {
  resource(path).add(routing::WebSocketEndpoint{
      .subprotocols = std::move(route.subprotocols), .compression = route.compression, .handler = std::move(handler)});
}

}  // namespace kotori::inline v0
