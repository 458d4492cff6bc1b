// 8. Testing your routes: a conversation that waits for the clock, and a test that turns it.
#include "kotori/kotori.hpp"

using namespace kotori;
using namespace std::chrono_literals;

// region: egg-timer
Routes egg_timer() {
  Routes routes;
  routes.websocket("/eggs", [](WebSocket& socket) -> Task<> {
    socket.send("three minutes");
    if (co_await sleep(3min)) socket.send("your egg is ready");  // false: the server stops
  });
  return routes;
}
// end: egg-timer

int main() { return serve(egg_timer()); }
