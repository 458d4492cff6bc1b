// 7. A client in the browser, served by the same server: run it in this folder and open http://127.0.0.1:8080/.
#include "kotori/kotori.hpp"

using namespace kotori;

// region: browser
Routes with_page(Audience& everyone, std::atomic<int>& visitors, const std::string& page) {
  Routes routes;
  routes.files("/", page);
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto name = "user" + std::to_string(visitors++);
    auto seat = everyone.join(socket);
    while (auto text = co_await socket.receive_text()) everyone.send(name + " said: " + *text);
  });
  return routes;
}
// end: browser

int main() {
  Audience everyone;
  std::atomic<int> visitors = 0;
  return serve(with_page(everyone, visitors, "07_browser_client"));
}
