#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/limits.hpp"
#include "kotori/net/endpoint.hpp"
#include "kotori/net/tls_certificate.hpp"
#include "kotori/websocket/websocket.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// With whose certificates a server speaks TLS. A client is shown the first one for the name it asks for, or else the
/// very first: files before those given as text.
struct TlsOptions {
  std::vector<TlsFiles> files;                     ///< read again when they change, on SIGHUP, and by Server::reload()
  std::vector<TlsCertificate> certificates;        ///< for local use: {self_signed_certificate()}
  Duration look_every = std::chrono::seconds{30};  ///< whether the files have changed

  bool wanted() const { return !files.empty() || !certificates.empty(); }
};

/// How many connections a server has at once, on all its loops together. Who is one too many hears 503 and is let go;
/// over TLS, is let go.
struct ConnectionLimits {
  /// 0: as many as the process may have open files (ulimit -n), but for 64, and 4 a loop, that are left for the rest.
  std::size_t all = 0;
  /// From one IPv4 address, or one /64 of IPv6. Empty: 256, and from loopback and private addresses, where a proxy may
  /// stand that speaks for all, any number.
  std::optional<std::size_t> per_address;
  /// Of those whose first request is not yet whole, TLS included. 0: half of all.
  std::size_t handshakes = 0;
};

/// An empty list of origins: only pages of this server itself, by the Host they asked for.
inline const std::vector<std::string> same_host;

/// How a server serves; docs/limits.md lists every limit. The defaults are safe as they are.
struct ServeOptions {
  Endpoint listen{"127.0.0.1", 8080};
  unsigned loops = 0;  ///< 0: one per core
  Duration spin{};     ///< see EpollLoop
  /// Join other processes of the same user that listen at the endpoint already: the kernel spreads the connections over
  /// all of them. For servers of which any may answer. Without it a second one is refused.
  bool share_port = false;
  TlsOptions tls;  ///< without certificates: plain http and ws
  ConnectionLimits connections;
  http::Limits http;
  WebSocketOptions websocket;
  Duration handshake_time = std::chrono::seconds{10};  ///< for TLS to begin
  Duration request_time = std::chrono::seconds{10};  ///< for a request to come in whole, or for its answer to be taken
  Duration idle_time = std::chrono::seconds{60};     ///< between two requests of a connection
  /// After so many answers an HTTP connection is closed, and its client comes back on another one, perhaps on another
  /// loop.
  std::size_t requests_per_connection = 1000;
  Duration stop_time = std::chrono::seconds{10};  ///< for conversations to end once the server stops
  /// Whose pages may open WebSockets here: exactly these, as {"https://chat.example", "https://chat.example:8443"},
  /// this server's own among them. Clients that are no browsers send no Origin and are let in. Behind a proxy that
  /// speaks TLS, same_host takes http for https: install ForwardedHeaders, or name the origins there.
  std::vector<std::string> allowed_origins = same_host;
  /// Logs at info how each request finds its route, or why none: routing::Router::explain(). For developers.
  bool explain_routes = false;
  /// Told where the server listens, once it does. Null: one line is logged.
  std::function<void(const Endpoint&)> on_listening;
  /// Told once, when the server begins to stop, by the thread that stops it: who calls serve() or Server::stop(), which
  /// is no loop. Everybody is still served, and new ones are let in, until it returns: it may wait, so that a balancer
  /// can notice. What it throws is logged. What comes after the last conversation stands behind serve() or stop().
  std::function<void()> on_stopping;
};

}  // namespace kotori::inline v0
