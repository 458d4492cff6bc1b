#pragma once
#include "kotori/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kotori::inline v0::http {

struct Request;

/// Where a page comes from; two are the same when all three parts are (RFC 6454 §5).
struct Origin {
  std::string scheme;      ///< in small letters
  std::string host;        ///< in small letters; an IPv6 address in brackets
  std::uint16_t port = 0;  ///< 0: none was named, and the scheme has none of its own
  bool operator==(const Origin&) const = default;
};

/// Reads an origin as browsers write it: "https://chat.example", "http://[::1]:8080". No path, no user, no list; names
/// in other scripts as xn--. Hosts are compared as they are written: "chat.example." is another one than
/// "chat.example". The error says what is wrong. "null", which pages of any origin can be made to send, is none.
Result<Origin> parse_origin(std::string_view text);

/// Whether it is that of this server itself, by the Host that was asked for. Which scheme that was is known over TLS
/// alone: a proxy may have taken off the TLS of what comes without.
bool is_own(const Origin& origin, const Request& request);

}  // namespace kotori::inline v0::http
