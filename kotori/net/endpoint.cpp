#include "kotori/net/endpoint.hpp"

#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <fmt/format.h>

namespace kotori::inline v0 {
namespace {

bool is_address(int family, const std::string& address) {
  std::array<unsigned char, sizeof(in6_addr)> parsed;  // NOLINT: filled by inet_pton
  return inet_pton(family, address.c_str(), parsed.data()) == 1;
}

}  // namespace

std::string Endpoint::text() const { return fmt::format(fmt::runtime(is_ipv6() ? "[{}]:{}" : "{}:{}"), address, port); }

Result<Endpoint> parse_endpoint(std::string_view text) {
  auto refuse = [&](std::string_view why) {
    return std::unexpected(
        Error{ErrorCode::malformed, fmt::format("\"{}\" {}; write it as 127.0.0.1:8080 or [::1]:8080", text, why), {}});
  };
  const auto colon = text.rfind(':');
  if (colon == text.npos) return refuse("has no port");
  std::string host{text.substr(0, colon)};
  const auto digits = text.substr(colon + 1);

  Endpoint endpoint;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
  if (error != std::errc{} || end != digits.data() + digits.size()) return refuse("has no port from 0 to 65535");

  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (host.empty()) host = "0.0.0.0";
  if (host == "localhost") host = "127.0.0.1";
  if (!is_address(bracketed ? AF_INET6 : AF_INET, host)) return refuse("has no IP address before the port");
  endpoint.address = std::move(host);
  return endpoint;
}

}  // namespace kotori::inline v0
