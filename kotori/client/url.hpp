#pragma once
#include "kotori/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kotori::inline v0::client {

/// Where something is to be had: http, https, ws or wss.
struct Url {
  std::string scheme;        ///< in small letters
  std::string host;          ///< a name in small letters, or an address in digits, IPv6 without its brackets
  std::uint16_t port = 0;    ///< the scheme's own, if none was named
  std::string target = "/";  ///< path and query, escapes and all

  bool is_secret() const { return scheme == "https" || scheme == "wss"; }
  bool is_websocket() const { return scheme == "ws" || scheme == "wss"; }
  /// As it stands in the Host header: with the port, unless it is the scheme's own.
  std::string authority() const;
  std::string text() const { return scheme + "://" + authority() + target; }
  bool operator==(const Url&) const = default;
};

/// Reads "https://chat.example/rooms?last=5". The error says what is wrong: another scheme; a user in it, for which
/// there are headers; a fragment, which no server is told; a port that is none; characters that have to be escaped;
/// a name in other scripts that is not written as xn--.
Result<Url> parse_url(std::string_view text);

/// What a Location header means that came from `base` (RFC 3986 §5.2): a whole URL, or a path from there. A fragment is
/// dropped.
Result<Url> resolve(const Url& base, std::string_view location);

}  // namespace kotori::inline v0::client
