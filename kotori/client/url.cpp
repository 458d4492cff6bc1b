#include "kotori/client/url.hpp"

#include "kotori/http/origin.hpp"
#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <utility>

namespace kotori::inline v0::client {
namespace {

constexpr std::array<std::pair<std::string_view, std::uint16_t>, 4> schemes{
    {{"http", 80}, {"https", 443}, {"ws", 80}, {"wss", 443}}};

std::uint16_t port_of(std::string_view scheme) {
  const auto* found = std::ranges::find(schemes, scheme, &std::pair<std::string_view, std::uint16_t>::first);
  return found == schemes.end() ? 0 : found->second;
}

bool is_plain(char c) { return c > ' ' && c < 0x7f; }

/// Drops "." and ".." as RFC 3986 §5.2.4 does.
std::string without_dots(std::string_view path) {
  std::string clean;
  while (!path.empty()) {
    const auto end = std::min(path.find('/', 1), path.size());
    const auto segment = path.substr(0, end);
    path.remove_prefix(end);
    const bool up = segment == "/..";
    if (up) clean.resize(clean.empty() ? 0 : clean.rfind('/'));
    if (!up && segment != "/.") clean += segment;
    if ((up || segment == "/.") && path.empty()) clean += '/';
  }
  return clean;
}

std::unexpected<Error> refuse(std::string_view text, std::string_view why) {
  return std::unexpected(Error{ErrorCode::malformed, fmt::format("\"{}\" {}", text, why), {}});
}

}  // namespace

std::string Url::authority() const {
  auto name = host.contains(':') ? "[" + host + "]" : host;
  return port == port_of(scheme) ? name : fmt::format("{}:{}", name, port);
}

Result<Url> parse_url(std::string_view text) {
  const auto colon = text.find("://");
  Url url;
  if (colon != text.npos) url.scheme = text.substr(0, colon);
  std::ranges::transform(url.scheme, url.scheme.begin(), http::lower);
  if (port_of(url.scheme) == 0) return refuse(text, "does not begin with http://, https://, ws:// or wss://");
  const auto rest = text.substr(colon + 3);
  const auto authority = rest.substr(0, rest.find_first_of("/?#"));
  const auto target = rest.substr(authority.size());
  if (authority.contains('@')) return refuse(text, "has a user in it: say who you are in a header");
  if (target.contains('#')) return refuse(text, "has a fragment, which is not for servers");
  if (!std::ranges::all_of(target, is_plain) || !http::is_well_escaped(target))
    return refuse(text, "has a character that must be written as %XX, or a % without two hex digits");

  // What a host and a port may be is the same as in an origin, which has schemes of its own.
  auto origin = http::parse_origin(fmt::format("{}://{}", url.is_secret() ? "https" : "http", authority));
  if (!origin) return std::unexpected(std::move(origin.error()));
  url.host = std::move(origin->host);
  if (url.host.starts_with('[')) url.host = url.host.substr(1, url.host.size() - 2);
  url.port = origin->port;
  if (!target.empty()) url.target = target.starts_with('/') ? std::string{target} : "/" + std::string{target};
  return url;
}

Result<Url> resolve(const Url& base, std::string_view location) {
  location = location.substr(0, location.find('#'));
  if (location.substr(0, location.find_first_of("/?")).contains(':')) return parse_url(location);
  if (location.starts_with("//")) return parse_url(fmt::format("{}:{}", base.scheme, location));

  const auto path = std::string_view{base.target}.substr(0, base.target.find('?'));
  const auto query_at = std::min(location.find('?'), location.size());
  const auto to = location.substr(0, query_at);
  std::string target;
  if (to.empty()) {
    target = path;
  } else {
    target = without_dots(to.starts_with('/') ? std::string{to}
                                              : std::string{path.substr(0, path.rfind('/') + 1)} + std::string{to});
  }
  if (location.empty()) target = base.target;
  return parse_url(fmt::format("{}://{}{}{}", base.scheme, base.authority(), target, location.substr(query_at)));
}

}  // namespace kotori::inline v0::client
