// 5. Sessions: a visitor who comes back is known by a signed cookie, on pages and in conversations.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: visitor
struct Visitor {
  int number = 0;
  static constexpr auto json = json::shape(json::field("number", &Visitor::number));
};
// end: visitor

// region: sessions
Routes recognising(Audience& everyone, std::atomic<int>& visitors) {
  Routes routes;
  routes.sessions<Visitor>({.cookie = "visitor", .start = [&] { return Visitor{visitors++}; }});
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto name = "user" + std::to_string(socket.session<Visitor>().number);
    auto seat = everyone.join(socket);
    while (auto text = co_await socket.receive_text()) everyone.send(name + " said: " + *text);
  });
  return routes;
}
// end: sessions

int main() {
  Audience everyone;
  std::atomic<int> visitors = 0;
  return serve(recognising(everyone, visitors));
}
