#include "apps/kotori/routes.hpp"

#include "apps/kotori/conversation.hpp"
#include "apps/kotori/signing_out.hpp"

#include <utility>

namespace app {
using namespace kotori;

Routes chat_routes(chat::Service& service, std::function<std::string()> why_not_ready, const Known& known,
                   Routes routes) {
  // Who comes at least once a year keeps their name, also those who came before there was a store, or a time in
  // cookies.
  const Sessions<Visitor> visitors{{.cookie = "kotori",
                                    .start = [] { return Visitor{chat::random_user_id()}; },
                                    .key = known.key,
                                    .store = known.store,
                                    .user = [](const Visitor& visitor) { return visitor.id.value; },
                                    .adopts = true,
                                    .max_age = std::chrono::years{50},
                                    .idle = std::chrono::days{365},
                                    .undated = true}};
  routes.sessions(visitors);
  routes.mount("/sessions", signing_out(visitors));
  routes.websocket("/chat", [&](WebSocket& socket) { return converse_in_plain_text(service, socket); });
  routes.websocket("/chat", {.subprotocols = {"kotori.v1"}},
                   [&](WebSocket& socket) { return converse(service, socket); });
  // Whether it lives: who does not answer is started again. And whether it is of use: who is not is sent nobody.
  routes.get("/healthz", [](const Request&) { return Response::text("ok\n"); });
  routes.get("/readyz", [why_not = std::move(why_not_ready)](const Request&) {
    const auto why = why_not();
    return why.empty() ? Response::text("ok\n") : Response::text(why + "\n", http::Status::service_unavailable);
  });
  return routes;
}

}  // namespace app
