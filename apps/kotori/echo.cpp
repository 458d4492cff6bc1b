#include "apps/kotori/echo.hpp"

#include "kotori/base/version.hpp"
#include "kotori/kotori.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fmt/format.h>
#include <limits>
#include <utility>

namespace app {
namespace {

using namespace kotori;

/// A client that sends and does not read is not read further when so much waits for it.
constexpr std::size_t much = 256 * 1024;

Task<> say_back(WebSocket& socket) {
  while (auto message = co_await socket.receive()) {
    if (message->kind == MessageKind::text) {
      socket.send(message->data);
    } else {
      socket.send_binary(message->data);
    }
    if (socket.outbox().held_bytes() > much) co_await socket.drained();
  }
}

Response give_back(const Request& request) {
  auto response = Response::text(request.content);
  if (const auto type = request.header("Content-Type")) response.headers.set("Content-Type", std::string{*type});
  return response;
}

Routes routes(Compression compression) {
  Routes routes;
  for (const auto* path : {"/", "/echo"}) {
    routes.websocket(path, {.compression = compression}, say_back);
    routes.get(path, [](const Request&) {
      return Response::text("Connect with a WebSocket, or post something: it is said back.\n");
    });
    routes.post(path, give_back);
  }
  return routes;
}

WebSocketOptions without_limits() {
  constexpr std::uint32_t no_limit = std::uint32_t{1} << 31;
  WebSocketOptions options;
  options.message = {.message_bytes = no_limit, .fragments = no_limit};
  options.message_time = options.undrained_time = Duration::max();
  options.control_frames = no_limit;
  options.ping_every = Duration::zero();  // a client that stands still in a debugger answers none
  options.outbox_bytes += no_limit;
  return options;
}

/// A longer message may take longer.
WebSocketOptions limits(std::size_t message_bytes) {
  WebSocketOptions options;
  auto& message = options.message;
  const auto times_longer = static_cast<std::uint32_t>(message_bytes / message.message_bytes);
  options.message_time *= std::max(1U, times_longer);
  message.message_bytes = message_bytes;
  options.outbox_bytes += message_bytes;
  return options;
}

WebSocketOptions limits(const EchoSettings& settings) {
  // Conformance suites send as much.
  constexpr std::size_t usual_bytes = 16 * 1024 * 1024;
  if (!settings.no_limits) return limits(settings.max_message_bytes.value_or(usual_bytes));
  auto options = without_limits();
  if (settings.max_message_bytes) options.message.message_bytes = *settings.max_message_bytes;
  return options;
}

/// All that the open files allow, from wherever they come.
ConnectionLimits all_comers() {
  constexpr auto no_limit = std::numeric_limits<std::size_t>::max();
  return {.per_address = no_limit, .handshakes = no_limit};
}

}  // namespace

int echo(const EchoSettings& settings) {
  const auto say_where = [&](const Endpoint& endpoint) {
    fmt::print("Kotori {} says back what it hears at {}://{}/ and /echo; Ctrl-C stops it.\n", kotori::library_version,
               settings.serving.tls.wanted() ? "wss" : "ws", endpoint.text());
    std::fflush(stdout);
  };
  return serve(routes(settings.compress ? Compression::with_context : Compression::none),
               {.listen = settings.serving.listen,
                .loops = settings.serving.loops,
                .spin = settings.serving.spin,
                .share_port = settings.share_port,
                .tls = settings.serving.tls,
                .connections = settings.no_limits ? all_comers() : ConnectionLimits{},
                .websocket = limits(settings),
                .on_listening = say_where});
}

}  // namespace app
