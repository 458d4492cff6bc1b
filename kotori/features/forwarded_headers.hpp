#pragma once
#include "kotori/http/feature.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// Which of the two ways of passing on who asks is believed; never both at once, for the other one is the client's.
enum class ForwardedBy : std::uint8_t {
  x_forwarded,  ///< X-Forwarded-For, -Proto, -Host and -Port
  forwarded,    ///< Forwarded (RFC 7239)
};

/// A feature: who really asks, when trusted proxies stand before this server. What they say goes into request.client
/// and request.over_tls, for the handler, the check of origins and cookies alike; it has to be installed before the
/// features that ask for these.
///
/// Proxies are known by their address. Going back from the connection, each is believed about who came to it, up to the
/// first who is not trusted: that is the client, port 0 if nobody told it. Whom a proxy does not name ("unknown",
/// "_hidden") leaves the proxy as the client. What cannot be read is 400. From everybody, these headers and X-Real-IP
/// are taken out of the request, so that no handler believes them.
///
/// Each trusted proxy must set or remove what is believed: what it passes on as it came is the client's word. Limits of
/// connections, and routes for one host, have been looked at before: they go by the connection, and by the Host that
/// was sent.
struct ForwardedHeaders {
  std::vector<std::string> trusted;  ///< addresses and ranges: {"10.0.0.0/8", "::1"}
  ForwardedBy by = ForwardedBy::x_forwarded;
  bool host = false;  ///< believe them about the Host as well

  /// Throws std::invalid_argument when what is trusted is no address.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
