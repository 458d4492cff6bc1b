#pragma once
#include "kotori/http/feature.hpp"

#include <chrono>

namespace kotori::inline v0 {

/// A feature that tells browsers to come by https alone (RFC 6797), in what is answered over TLS; over plain http it
/// says nothing, as nobody may believe it. Behind a proxy that speaks TLS, install it behind ForwardedHeaders.
struct Hsts {
  std::chrono::seconds max_age = std::chrono::days{365};  ///< 0: forget it
  bool subdomains = false;                                ///< those of this host, too
  bool preload = false;  ///< asks browsers to ship it: a promise for years. Wants a year or more, and subdomains

  /// Throws std::invalid_argument for a preload that browsers would not take, and for a time before now.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
