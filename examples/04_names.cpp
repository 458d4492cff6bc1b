// 4. Assigning names: what a conversation knows is a local variable of its handler.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: names
Routes named(Audience& everyone, std::atomic<int>& visitors) {
  Routes routes;
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto name = "user" + std::to_string(visitors++);
    auto seat = everyone.join(socket);
    while (auto text = co_await socket.receive_text()) everyone.send(name + " said: " + *text);
  });
  return routes;
}
// end: names

// region: main
int main() {
  Audience everyone;
  std::atomic<int> visitors = 0;
  return serve(named(everyone, visitors));
}
// end: main
