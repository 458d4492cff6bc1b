// The server that bench/*.py measure: one room, as in the guide, on one loop; on several, over TLS or compressed if
// they want. Usage: room_server PORT [--loops COUNT] [--tls CERTIFICATE KEY] [--compress-from BYTES]
#include "kotori/kotori.hpp"

#include <cstdlib>
#include <limits>
#include <string_view>

using namespace kotori;

int main(int count, char** arguments) {
  if (count < 2) return 2;
  constexpr auto any_number = std::numeric_limits<std::size_t>::max();
  ServeOptions options{.listen = {"127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[1]))},
                       .loops = 1,
                       .connections = {.handshakes = any_number},
                       .requests_per_connection = any_number};
  AudienceOptions audience;
  for (int i = 2; i < count; ++i) {
    const std::string_view flag = arguments[i];
    if (flag == "--loops" && i + 1 < count)
      options.loops = static_cast<unsigned>(std::strtoul(arguments[i + 1], nullptr, 10));
    if (flag == "--tls" && i + 2 < count) options.tls.files.push_back({arguments[i + 1], arguments[i + 2]});
    if (flag == "--compress-from" && i + 1 < count)
      audience.compress_from = std::strtoul(arguments[i + 1], nullptr, 10);
  }
  Audience room{audience};
  Routes routes;
  routes.websocket("/room", {.compression = Compression::shared}, [&](WebSocket& socket) -> Task<> {
    const auto seat = room.join(socket);
    while (auto text = co_await socket.receive_text()) room.send(*text);
  });
  const std::string large(1024 * 1024, 'x');
  routes.get("/small", [](const Request&) { return Response::empty(Status::no_content); });
  routes.get("/large", [&](const Request&) { return Response::of("text/plain", http::Body::shared(large)); });
  return serve(std::move(routes), options);
}
