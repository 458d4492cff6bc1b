#include "apps/kotori/routes.hpp"

#include "apps/kotori/conversation.hpp"

namespace app {
using namespace kotori;

Routes chat_routes(chat::Service& service, sessions::Key key, Routes routes) {
  // Who comes at least once a year keeps their name, also those who came before cookies held a time.
  routes.sessions<Visitor>({.cookie = "kotori",
                            .start = [] { return Visitor{chat::random_user_id()}; },
                            .key = key,
                            .max_age = std::chrono::years{50},
                            .idle = std::chrono::days{365},
                            .undated = true});
  routes.websocket("/chat", [&](WebSocket& socket) { return converse_in_plain_text(service, socket); });
  routes.websocket("/chat", {.subprotocols = {"kotori.v1"}},
                   [&](WebSocket& socket) { return converse(service, socket); });
  routes.get("/healthz", [](const Request&) { return Response::text("ok\n"); });
  return routes;
}

}  // namespace app
