#pragma once
#include "kotori/http/feature.hpp"

#include <chrono>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// A feature that lets pages of other origins in (Fetch, §3.2), and no others: what comes with another Origin is
/// answered 403 and goes no further, be it a preflight, a request or an upgrade. This server's own pages, and who sends
/// no Origin, are not asked. A preflight is answered 204 by itself; one for a method or a header that is not allowed,
/// 403.
///
/// WebSockets have ServeOptions::allowed_origins besides, which is asked behind this.
struct Cors {
  /// Whose pages may read what is answered: exactly these, as {"https://app.example"}; or {"*"}: all.
  std::vector<std::string> origins = {};
  std::vector<std::string> methods = {"GET", "HEAD", "POST"};
  std::vector<std::string> headers = {"Content-Type"};  ///< that they may send, besides those that any page may
  std::vector<std::string> exposed = {};                ///< of the answer, that they may read, likewise
  bool credentials = false;                             ///< whether cookies go with it; not for {"*"}
  std::chrono::seconds max_age = std::chrono::days{1};  ///< for a browser to remember what it may

  /// Throws std::invalid_argument for what is no origin, no method or no header, and for credentials with {"*"}.
  operator http::Feature() const;
};

}  // namespace kotori::inline v0
