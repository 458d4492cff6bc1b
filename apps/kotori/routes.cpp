#include "apps/kotori/routes.hpp"

#include "apps/kotori/conversation.hpp"

namespace app {
using namespace kotori;

Routes chat_routes(chat::Service& service, const chat::Log& log, sessions::Key key, Routes routes) {
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
  // Whether it lives: who does not answer is started again. And whether it is of use: who is not is sent nobody.
  routes.get("/healthz", [](const Request&) { return Response::text("ok\n"); });
  routes.get("/readyz", [&](const Request&) {
    if (log.reachable()) return Response::text("ok\n");
    return Response::text("what is said cannot be kept now: the database is out of reach\n",
                          http::Status::service_unavailable);
  });
  return routes;
}

}  // namespace app
