#pragma once
#include "kotori/http/feature.hpp"

#include <string>
#include <vector>

namespace kotori::inline v0 {

/// A feature against requests that are forged by pages from elsewhere (CSRF): every method but GET, HEAD and OPTIONS is
/// let through from this server's own pages, and from no others: 403. Whose page it is, browsers say by Sec-Fetch-Site
/// (W3C Fetch Metadata), where same-site is not enough; old ones, and all over plain http, by Origin alone. Who sends
/// neither is no browser, and is let through.
///
/// So nothing may be changed by a GET. Upgrades are looked at without it: ServeOptions::allowed_origins. Behind a
/// proxy, install it behind ForwardedHeaders; with Cors, both name who may.
struct SameOrigin {
  /// Whose pages may as well: exactly these, as {"https://app.example"}.
  std::vector<std::string> also = {};

  /// Throws std::invalid_argument for what is no origin.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
