#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/cookie.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/request.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::sessions {

/// How a session travels: in a cookie, or in a header of this name, both ways.
///
/// A cookie `visitor` is called `__Host-visitor` on requests that came over TLS, and nothing else is looked at there:
/// browsers take a cookie of such a name from nobody but this very host over https, so that neither its plain-http side
/// nor a neighbouring host can plant one.
class Transport {
 public:
  /// The cookie, or the header, and whose requests carry it.
  struct Options {
    std::string cookie;
    std::string header;  ///< if not empty: instead of the cookie
    http::SameSite same_site = http::SameSite::lax;
    bool secure = false;  ///< every request counts as though it came over TLS
  };
  /// Throws std::invalid_argument when no browser would keep such a cookie, or the header's name is none.
  explicit Transport(Options options);

  /// Under which name it travels with this request's answer; what is signed is bound to it.
  const std::string& name(const Request& request) const;
  /// What the client has brought, whatever that is worth.
  std::optional<std::string_view> brought(const Request& request) const;
  /// What it has brought over TLS under the name for plain http.
  std::optional<std::string_view> brought_as_over_http(const Request& request) const;
  const std::string& name_over_http() const { return plain_; }

  void send(const Request& request, std::string value, std::chrono::seconds max_age, http::Headers& to) const;
  /// Lets the client forget it: an empty value, with the attributes it was sent with.
  void expire(const Request& request, http::Headers& to) const;

  /// "cookie visitor", over TLS as well: by which two kinds of sessions are in each other's way, and to which what is
  /// kept in a store is bound.
  std::string carrier() const;

 private:
  bool secret(const Request& request) const { return options_.secure || request.over_tls; }
  std::string cookie(const Request& request, std::string value, std::chrono::seconds max_age) const;

  Options options_;
  std::string plain_, over_tls_;
};

}  // namespace kotori::inline v0::sessions
