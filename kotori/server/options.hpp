#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/limits.hpp"
#include "kotori/net/endpoint.hpp"
#include "kotori/websocket/websocket.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace kotori {

/// How a server serves; docs/limits.md lists every limit. The defaults are safe as they are.
struct ServeOptions {
  Endpoint listen{"127.0.0.1", 8080};
  unsigned loops = 0;  ///< 0: one per core
  http::Limits http;
  WebSocketOptions websocket;
  Duration request_time = std::chrono::seconds{10};  ///< for a request to come in whole, or for its answer to be taken
  Duration idle_time = std::chrono::seconds{60};     ///< between two requests of a connection
  /// After so many answers an HTTP connection is closed, and its client comes back on another one, perhaps on another
  /// loop.
  std::size_t requests_per_connection = 1000;
  Duration stop_time = std::chrono::seconds{10};  ///< for conversations to end once the server stops
  /// Whose pages may open WebSockets here, as "https://chat.example". Empty: only pages of this server itself, by the
  /// Host they asked for. Clients that are no browsers send no Origin and are let in.
  std::vector<std::string> allowed_origins;
  /// Told where the server listens, once it does. Null: one line is logged.
  std::function<void(const Endpoint&)> on_listening;
};

}  // namespace kotori
