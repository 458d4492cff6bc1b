#pragma once
#include "kotori/http/feature.hpp"

#include <chrono>
#include <string>

namespace kotori::inline v0 {

/// See Hsts.
struct HstsOptions {
  std::chrono::seconds max_age = std::chrono::days{365};  ///< 0: forget it
  bool subdomains = false;                                ///< those of this host, too
  bool preload = false;  ///< asks browsers to ship it: a promise for years. Wants a year or more, and subdomains
};

/// Tells browsers to come by https alone (RFC 6797), in what is answered over TLS; over plain http it says nothing, as
/// nobody may believe it. Behind a proxy that speaks TLS, install it behind ForwardedHeaders.
class Hsts {
 public:
  /// Throws std::invalid_argument for a preload that browsers would not take, and for a time before now.
  explicit Hsts(const HstsOptions& options = {});

  Task<Response> operator()(Request& request, Next next) const;

 private:
  std::string value_;
};

}  // namespace kotori::inline v0
