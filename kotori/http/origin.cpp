#include "kotori/http/origin.hpp"

#include "kotori/http/request.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <optional>

namespace kotori::inline v0::http {
namespace {

constexpr std::string_view scheme_end = "://";

std::string in_small_letters(std::string_view text) {
  std::string small(text);
  std::ranges::transform(small, small.begin(), lower);
  return small;
}

/// RFC 3986 §3.1.
bool is_scheme(std::string_view text) {
  return !text.empty() && is_letter(text.front()) && std::ranges::all_of(text, [](char c) {
    return is_letter(c) || is_digit(c) || c == '+' || c == '-' || c == '.';
  });
}

std::uint16_t port_of(std::string_view scheme) { return scheme == "https" ? 443 : scheme == "http" ? 80 : 0; }

/// From 1 to 65535, without zeros before it: there is one way to write each.
std::optional<std::uint16_t> parse_port(std::string_view digits) {
  std::uint16_t port = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
  const bool right = error == std::errc{} && end == digits.data() + digits.size() && !digits.starts_with('0');
  return right ? std::optional{port} : std::nullopt;
}

/// The one way of writing an IPv6 address, of the many there are.
std::optional<std::string> canonical_ipv6(std::string_view host) {
  const std::string text{host.substr(1, host.size() - 2)};
  std::array<unsigned char, 16> bytes{};
  std::array<char, INET6_ADDRSTRLEN> canonical{};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  inet_ntop(AF_INET6, bytes.data(), canonical.data(), canonical.size());
  return "[" + std::string{canonical.data()} + "]";
}

}  // namespace

Result<Origin> parse_origin(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(
        Error{ErrorCode::malformed, fmt::format("\"{}\" {}; write it as https://chat.example", text, why), {}});
  };
  if (text == "null") return refuse("is what pages without an origin say");
  const auto colon = text.find(scheme_end);
  if (colon == text.npos || !is_scheme(text.substr(0, colon))) return refuse("does not begin with https:// or http://");
  Origin origin{.scheme = in_small_letters(text.substr(0, colon)), .host = {}};

  const auto authority = text.substr(colon + scheme_end.size());
  if (authority.contains('@')) return refuse("has a user in it");
  if (authority.find_first_of("/?#") != authority.npos) return refuse("has something behind the host, if only a slash");
  if (std::ranges::any_of(authority, [](char c) { return c < 0; }))
    return refuse("has a host that is not written as browsers send it, with xn--");
  if (!is_authority(authority)) return refuse("has no host, or more than one, or one with a malformed name");

  const bool bracketed = authority.starts_with('[');
  const auto host_end = bracketed ? authority.find(']') + 1 : std::min(authority.find(':'), authority.size());
  origin.host = in_small_letters(authority.substr(0, host_end));
  if (bracketed) {
    auto address = canonical_ipv6(origin.host);
    if (!address) return refuse("has no IPv6 address between its brackets");
    origin.host = std::move(*address);
  }
  origin.port = port_of(origin.scheme);
  if (host_end == authority.size()) return origin;
  const auto port = parse_port(authority.substr(host_end + 1));
  if (!port) return refuse("has no port from 1 to 65535 behind its colon");
  origin.port = *port;
  return origin;
}

bool is_own(const Origin& origin, const Request& request) {
  if (origin.scheme != "https" && (origin.scheme != "http" || request.over_tls)) return false;
  const auto host = request.header("Host");
  return host && parse_origin(origin.scheme + "://" + std::string(*host)) == origin;
}

}  // namespace kotori::inline v0::http
