#pragma once
#include "kotori/http/feature.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// A feature that sends who comes by plain http to the same place by https, with 308, which keeps the method and its
/// body. WebSockets, too; browsers do not follow there, and so open none in the clear. Behind a proxy that speaks TLS,
/// install it behind ForwardedHeaders.
struct HttpsRedirect {
  /// The names this server goes by, as in Host, without port. Who asks for another one hears 421, so that nobody can
  /// have a cache keep a redirect to elsewhere. None: whatever Host says.
  std::vector<std::string> hosts = {};
  std::uint16_t port = 443;
  /// Paths that are answered over plain http, too: {"/healthz"}; those that end in a slash, with all below.
  std::vector<std::string> except = {};

  /// Throws std::invalid_argument for a host that is none.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
