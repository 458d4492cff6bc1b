// The server that bench/*.py measure: one room on one loop, as in the guide, and over TLS or compressed if they want.
// Usage: room_server PORT [--tls CERTIFICATE KEY] [--compress-from BYTES] [--files DIRECTORY]
#include "kotori/kotori.hpp"

#include <cstdlib>
#include <limits>
#include <string_view>

using namespace kotori;

int main(int count, char** arguments) {
  if (count < 2) return 2;
  const ConnectionLimits all_comers{.handshakes = std::numeric_limits<std::size_t>::max()};
  ServeOptions options{.listen = {"127.0.0.1", static_cast<std::uint16_t>(std::atoi(arguments[1]))},
                       .loops = 1,
                       .connections = all_comers,
                       .requests_per_connection = std::numeric_limits<std::size_t>::max()};
  AudienceOptions audience;
  Routes routes;
  for (int i = 2; i + 1 < count; i += 2) {
    const std::string_view flag = arguments[i];
    const char* value = arguments[i + 1];
    if (flag == "--tls") options.tls.files.push_back({value, arguments[i++ + 2]});
    if (flag == "--files") routes.files("/files", value);
    if (flag == "--compress-from") audience.compress_from = static_cast<std::size_t>(std::atoi(value));
  }
  Audience room{audience};
  routes.websocket("/room", {.compression = Compression::shared}, [&](WebSocket& socket) -> Task<> {
    const auto seat = room.join(socket);
    while (auto text = co_await socket.receive_text()) room.send(*text);
  });
  return serve(std::move(routes), options);
}
