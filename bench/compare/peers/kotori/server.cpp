// Kotori's part in the comparison: echo, and one room, as in the guide. PORT says where, SPIN how many microseconds the
// loop looks on before it sleeps.
#include "kotori/kotori.hpp"

#include <chrono>
#include <cstdlib>

using namespace kotori;

namespace {

int from_environment(const char* name, int otherwise) {
  const char* value = std::getenv(name);
  return value ? std::atoi(value) : otherwise;
}

}  // namespace

int main() {
  Audience room;
  Routes routes;
  routes.websocket("/echo", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  routes.websocket("/room", [&](WebSocket& socket) -> Task<> {
    const auto seat = room.join(socket);
    while (auto text = co_await socket.receive_text()) room.send(*text);
  });
  return serve(std::move(routes), {.listen = {"127.0.0.1", static_cast<std::uint16_t>(from_environment("PORT", 8080))},
                                   .loops = 1,
                                   .spin = std::chrono::microseconds{from_environment("SPIN", 0)}});
}
