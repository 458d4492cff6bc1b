#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/limits.hpp"
#include "kotori/net/endpoint.hpp"
#include "kotori/net/tls_certificate.hpp"
#include "kotori/websocket/websocket.hpp"

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

namespace kotori {

/// With whose certificates a server speaks TLS. A client is shown the first one for the name it asks for, or else the
/// very first: files before those given as text.
struct TlsOptions {
  std::vector<TlsFiles> files;                     ///< read again when they change, on SIGHUP, and by Server::reload()
  std::vector<TlsCertificate> certificates;        ///< for local use: {self_signed_certificate()}
  Duration look_every = std::chrono::seconds{30};  ///< whether the files have changed

  bool wanted() const { return !files.empty() || !certificates.empty(); }
};

/// How a server serves; docs/limits.md lists every limit. The defaults are safe as they are.
struct ServeOptions {
  Endpoint listen{"127.0.0.1", 8080};
  unsigned loops = 0;  ///< 0: one per core
  TlsOptions tls;      ///< without certificates: plain http and ws
  http::Limits http;
  WebSocketOptions websocket;
  Duration handshake_time = std::chrono::seconds{10};  ///< for TLS to begin
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
