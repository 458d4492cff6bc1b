#include "chat.hpp"

using namespace kotori;

Routes Chat::routes() {
  Routes routes;
  routes.files("/", PAGE);
  routes.websocket("/chat", [this](WebSocket& socket) -> Task<> {
    auto name = "user" + std::to_string(visitors_++);
    auto seat = everyone_.join(socket);                 // losing the seat is leaving
    while (auto text = co_await socket.receive_text())  // empty once the visitor has gone
      everyone_.send(name + " said: " + *text);
  });
  return routes;
}
