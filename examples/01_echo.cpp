// 1. Routing: a WebSocket that says back what it hears.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: echo
Routes echo() {
  Routes routes;
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text())  // empty once the peer has gone
      socket.send(*text);
  });
  return routes;
}
// end: echo

// region: main
int main() { return serve(echo(), {.listen = {"127.0.0.1", 8080}}); }
// end: main
