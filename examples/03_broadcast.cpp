// 3. Propagating a message among all the connections.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: broadcast
Routes broadcast(Audience& everyone) {
  Routes routes;
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);
    while (auto text = co_await socket.receive_text()) everyone.send(*text);  // encoded once; waits for nobody
  });
  return routes;
}
// end: broadcast

int main() {
  Audience everyone;
  return serve(broadcast(everyone));
}
