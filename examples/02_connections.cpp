// 2. Keeping connections: a seat in an audience. Nothing to lock, nothing to clean up.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: connections
Routes connections(Audience& everyone) {
  Routes routes;
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);  // given up when this scope ends, however it ends
    while (auto text = co_await socket.receive_text()) socket.send("you are one of " + std::to_string(everyone.size()));
  });
  return routes;
}
// end: connections

int main() {
  Audience everyone;
  return serve(connections(everyone));
}
