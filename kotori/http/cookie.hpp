#pragma once
#include "kotori/base/clock.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Cookies as browsers and servers really exchange them (RFC 6265bis).
namespace kotori::inline v0::http {

enum class SameSite : std::uint8_t { strict, lax, none };

/// What a browser is asked to keep. There is no domain: a cookie goes back to the very host that set it.
struct Cookie {
  std::string name;
  std::string value;
  std::string path = "/";
  std::optional<std::chrono::seconds> max_age = std::nullopt;  ///< none: until the browser closes; 0: forget it
  bool http_only = true;
  bool secure = false;
  SameSite same_site = SameSite::lax;
};

/// The value of a Set-Cookie header. Throws std::invalid_argument for what a browser would refuse or misread: a name
/// that is no token, a value with other characters than §4.1.1 allows, a path that does not begin with / or holds ; or
/// controls, SameSite=None or __Secure- without secure, __Host- without secure or with another path than /.
std::string set_cookie(const Cookie& cookie);

/// The value of the first cookie of this name in a Cookie header, as it stands there, quotes and all. Browsers send the
/// most specific path first. Takes one pass, whatever it is given.
std::optional<std::string_view> find_cookie(std::string_view cookie_header, std::string_view name);

}  // namespace kotori::inline v0::http
