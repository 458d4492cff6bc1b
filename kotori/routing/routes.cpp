#include "kotori/routing/routes.hpp"

#include "kotori/http/text.hpp"
#include "kotori/routing/route.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0 {
namespace {

void require(bool holds, const std::string& complaint) {
  if (!holds) throw std::invalid_argument(complaint);
}

void require_media_types(const std::vector<std::string>& types, bool ranges) {
  for (const auto& type : types) {
    const auto slash = std::min(type.find('/'), type.size());
    const bool sound = http::is_token(std::string_view(type).substr(0, slash)) &&
                       http::is_token(std::string_view(type).substr(std::min(slash + 1, type.size())));
    require(sound && (ranges || !type.contains('*')), "no content type: " + type);
  }
}

bool is_raw(const routing::WebSocketHandler& handler) {
  return std::holds_alternative<routing::SocketHandler<FrameStream>>(handler);
}

}  // namespace

Routes::Routes() = default;
Routes::~Routes() = default;
Routes::Routes(const Routes& other) = default;
Routes::Routes(Routes&& other) noexcept = default;
Routes& Routes::operator=(const Routes& other) = default;
Routes& Routes::operator=(Routes&& other) noexcept = default;

void Routes::add(std::string method, std::string_view path, HttpRoute route, routing::HttpEndpoint endpoint) {
  require(http::is_token(method) && std::ranges::none_of(method, [](char c) { return c >= 'a' && c <= 'z'; }),
          "a method is written in capital letters: " + method);
  require_media_types(route.takes, true);
  require_media_types(route.gives, false);
  routes_.push_back({.pattern = routing::Pattern(path),
                     .method = std::move(method),
                     .conditions = routing::Conditions(route.when),
                     .takes = std::move(route.takes),
                     .gives = std::move(route.gives),
                     .http = std::make_shared<const routing::HttpEndpoint>(std::move(endpoint))});
}

void Routes::add(std::string_view path, WebSocketRoute route, routing::WebSocketHandler handler) {
  require(route.compression == Compression::none || !is_raw(handler),
          "the raw WebSocket " + std::string(path) + " cannot be compressed");
  for (const auto& name : route.subprotocols)
    require(http::is_token(name), "a subprotocol's name must be a token: " + name);
  routes_.push_back({.pattern = routing::Pattern(path),
                     .conditions = routing::Conditions(route.when),
                     .websocket = std::make_shared<const routing::WebSocketEndpoint>(
                         std::move(route.subprotocols), route.compression, std::move(handler))});
}

void Routes::events(std::string_view path, EventHandler handler, const EventStreamOptions& options) {
  get(path, [handler = std::move(handler), options](const Request& request) {
    return event_stream(request, handler, options);
  });
}

void Routes::mount(std::string_view prefix, const When& when, Routes table) {
  const routing::Pattern below(prefix);
  (void)routing::Pattern(below, routing::Pattern("/"));  // throws where nothing can stand below
  mounted_.push_back({below, routing::Conditions(when), std::make_shared<const Routes>(std::move(table))});
}

}  // namespace kotori::inline v0
