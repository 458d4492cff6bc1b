#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/status.hpp"

#include <expected>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

/// The first line of a request (RFC 9112 §3), without its CRLF.
struct RequestLine {
  std::string method;
  std::string target;     ///< as Request has it: begins with / or is *
  std::string authority;  ///< of a target with scheme and host, which proxies send (§3.2.2); else empty
  Version version = Version::http_1_1;
};

/// Refuses with 400, and a well-formed version that is not 1.0 or 1.1 with 505. A target is made of visible ASCII
/// without " # < >, which browsers escape wherever they stand, and its path has no malformed escapes.
/// CONNECT, whose target is a host, is refused: this is no proxy.
std::expected<RequestLine, Refusal> parse_request_line(std::string_view line);

}  // namespace kotori::inline v0::http
