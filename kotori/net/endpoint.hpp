#pragma once
#include "kotori/base/result.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

/// An address to listen on or to connect to: an IPv4 or IPv6 address in digits, and a port. Port 0 means any free one.
struct Endpoint {
  std::string address = "127.0.0.1";
  std::uint16_t port = 0;

  bool is_ipv6() const { return address.find(':') != std::string::npos; }
  /// As people write it: 127.0.0.1:8080 or [::1]:8080.
  std::string text() const;
  bool operator==(const Endpoint&) const = default;
};

/// Reads "127.0.0.1:8080", "[::1]:8080", "localhost:8080" or ":8080" (all IPv4 addresses). The error says what is
/// wrong.
Result<Endpoint> parse_endpoint(std::string_view text);

}  // namespace kotori::inline v0
