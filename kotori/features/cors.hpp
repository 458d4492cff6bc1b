#pragma once
#include "kotori/http/feature.hpp"
#include "kotori/http/origin.hpp"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace kotori::inline v0 {

/// See Cors.
struct CorsOptions {
  /// Whose pages may read what is answered: exactly these, as {"https://app.example"}; or {"*"}: all.
  std::vector<std::string> origins = {};
  std::vector<std::string> methods = {"GET", "HEAD", "POST"};
  std::vector<std::string> headers = {"Content-Type"};  ///< that they may send, besides those that any page may
  std::vector<std::string> exposed = {};                ///< of the answer, that they may read, likewise
  bool credentials = false;                             ///< whether cookies go with it; not for {"*"}
  std::chrono::seconds max_age = std::chrono::days{1};  ///< for a browser to remember what it may
};

/// Lets pages of other origins in (Fetch, §3.2), and no others: what comes with another Origin is answered 403 and goes
/// no further, be it a preflight, a request or an upgrade. This server's own pages, and who sends no Origin, are not
/// asked. A preflight is answered 204 by itself; one for a method or a header that is not allowed, 403.
///
/// WebSockets have ServeOptions::allowed_origins besides, which is asked behind this. Install ErrorPages behind this,
/// or pages of other origins cannot read what went wrong.
class Cors {
 public:
  /// Throws std::invalid_argument for what is no origin, no method or no header, and for credentials with {"*"}.
  explicit Cors(CorsOptions options);

  Task<Response> operator()(Request& request, Next next) const;

 private:
  bool allows(std::string_view origin) const;
  Response answer_preflight(const Request& request, std::string_view origin) const;
  void permit(http::Headers& headers, std::string_view origin) const;

  CorsOptions options_;
  std::vector<http::Origin> origins_;
  bool any_ = false;
  std::string methods_, headers_, exposed_;
};

}  // namespace kotori::inline v0
