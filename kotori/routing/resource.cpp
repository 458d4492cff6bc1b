#include "kotori/routing/resource.hpp"

#include "kotori/http/text.hpp"
#include "kotori/websocket/handshake.hpp"

#include <algorithm>
#include <stdexcept>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

bool asks_for_websocket(const Request& request) {
  return request.method == "GET" && request.version == http::Version::http_1_1 &&
         request.headers.list_holds("Upgrade", "websocket") && request.headers.list_holds("Connection", "Upgrade");
}

Response upgrade_required(std::string why) {
  auto response = Response::text(std::move(why), Status::upgrade_required);
  response.headers.add("Upgrade", "websocket");
  response.headers.add("Sec-WebSocket-Version", "13");
  return response;
}

bool is_raw(const WebSocketEndpoint& endpoint) {
  return std::holds_alternative<SocketHandler<FrameStream>>(endpoint.handler);
}

}  // namespace

void Resource::add(std::string method, HttpEndpoint endpoint) {
  if (!http::is_token(method) || std::ranges::any_of(method, [](char c) { return c >= 'a' && c <= 'z'; }))
    throw std::invalid_argument("a method is written in capital letters: " + method);
  if (methods_.contains(method)) throw std::invalid_argument(method + " " + pattern_.text() + " is routed twice");
  methods_.emplace(std::move(method), std::make_shared<const HttpEndpoint>(std::move(endpoint)));
}

void Resource::add(WebSocketEndpoint endpoint) {
  if (endpoint.compression != Compression::none && is_raw(endpoint))
    throw std::invalid_argument("the raw WebSocket " + pattern_.text() + " cannot be compressed");
  for (const auto& other : endpoints_) {
    if (endpoint.subprotocols.empty() && other->subprotocols.empty())
      throw std::invalid_argument("the WebSocket " + pattern_.text() + " is routed twice");
    for (const auto& name : endpoint.subprotocols)
      if (std::ranges::find(other->subprotocols, name) != other->subprotocols.end())
        throw std::invalid_argument("the WebSocket " + pattern_.text() + " is routed twice for " + name);
  }
  for (const auto& name : endpoint.subprotocols)
    if (!http::is_token(name)) throw std::invalid_argument("a subprotocol's name must be a token: " + name);
  endpoints_.push_back(std::make_shared<const WebSocketEndpoint>(std::move(endpoint)));
}

Match Resource::find(const Request& request) const {
  if (asks_for_websocket(request)) {
    if (!endpoints_.empty()) return find_endpoint(request);
    // A version that nobody speaks here is refused wherever it is asked for (RFC 6455 §4.2.2); else a page is a page.
    if (request.headers.joined("Sec-WebSocket-Version").value_or("13") != "13")
      return upgrade_required("This server speaks version 13 of the WebSocket protocol, and that elsewhere.\n");
  }
  auto endpoint = methods_.find(request.method);
  if (endpoint == methods_.end() && request.method == "HEAD") endpoint = methods_.find("GET");
  if (endpoint != methods_.end()) return HttpMatch{endpoint->second};
  if (!endpoints_.empty() && (request.method == "GET" || request.method == "HEAD"))
    return upgrade_required(
        "This is a WebSocket. Ask by HTTP/1.1 with the headers Connection: Upgrade, Upgrade: websocket, "
        "Sec-WebSocket-Version: 13 and Sec-WebSocket-Key.\n");
  const bool asks_what_is_allowed = request.method == "OPTIONS";
  auto response = asks_what_is_allowed ? Response::empty()
                                       : Response::text("This cannot be done here.\n", Status::method_not_allowed);
  response.headers.add("Allow", allowed());
  // No method but GET opens a WebSocket, so it is not 426; yet a client may be told what else is spoken here (§7.8).
  if (!endpoints_.empty()) response.headers.add("Upgrade", "websocket");
  return response;
}

Match Resource::find_endpoint(const Request& request) const {
  const auto offered = request.headers.joined("Sec-WebSocket-Protocol");
  std::string known;
  const std::shared_ptr<const WebSocketEndpoint>* plain = nullptr;
  for (const auto& endpoint : endpoints_) {
    if (endpoint->subprotocols.empty()) plain = &endpoint;
    for (const auto& name : endpoint->subprotocols) known += (known.empty() ? " " : ", ") + name;
    if (!offered) continue;
    const auto chosen = websocket::choose_subprotocol(endpoint->subprotocols, *offered);
    if (!chosen) return Response::text(chosen.error().message + "\n", Status::bad_request);
    if (!chosen->empty()) return WebSocketMatch{endpoint, *chosen};
  }
  if (plain) return WebSocketMatch{*plain, {}};
  return Response::text("Offer one of these in Sec-WebSocket-Protocol:" + known + "\n", Status::bad_request);
}

std::string Resource::allowed() const {
  std::string all;
  const bool readable = methods_.contains("GET") || !endpoints_.empty();
  if (readable) all += "GET, HEAD, ";
  for (const auto& [method, handler] : methods_)
    if (method != "OPTIONS" && !(readable && (method == "GET" || method == "HEAD"))) all += method + ", ";
  return all + "OPTIONS";
}

}  // namespace kotori::inline v0::routing
