#pragma once
#include "kotori/http/response.hpp"

namespace kotori::inline v0::http {

/// What every response tells browsers to forbid, unless it says otherwise itself.
struct SecurityHeaders {
  Headers always;
  Headers pages;  ///< for text/html, besides

  /// No sniffing of types; no referrer for, and nothing shared with, other origins; pages load only what this server
  /// serves, and cannot be framed.
  static SecurityHeaders strict();

  /// Adds what the response has not set.
  void apply(Response& response) const;
};

}  // namespace kotori::inline v0::http
