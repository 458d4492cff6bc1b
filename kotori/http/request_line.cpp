#include "kotori/http/request_line.hpp"

#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <optional>

namespace kotori::http {
namespace {

std::unexpected<Refusal> bad(std::string message) {
  return std::unexpected(Refusal{Status::bad_request, std::move(message)});
}

bool is_target_character(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>'; }

std::expected<Version, Refusal> parse_version(std::string_view text) {
  const bool well_formed =
      text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
  if (!well_formed) return bad("the request line must be: method, space, target, space, HTTP/1.1");
  if (text == "HTTP/1.1") return Version::http_1_1;
  if (text == "HTTP/1.0") return Version::http_1_0;
  return std::unexpected(Refusal{Status::version_not_supported, "only HTTP/1.1 and HTTP/1.0 are spoken here"});
}

/// Takes "http://host" off the front of a target in absolute form, and gives the host.
std::optional<std::string_view> take_authority(std::string_view& target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (!equal_ignoring_case(target.substr(0, scheme.size()), scheme)) continue;
    const auto rest = target.substr(scheme.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?"));
    target = rest.substr(authority.size());
    return authority;
  }
  return std::nullopt;
}

}  // namespace

std::expected<RequestLine, Refusal> parse_request_line(std::string_view line) {
  const auto first_space = line.find(' ');
  const auto last_space = line.rfind(' ');
  if (first_space == std::string_view::npos || first_space == last_space)
    return bad("the request line must be: method, space, target, space, HTTP/1.1");

  const auto method = line.substr(0, first_space);
  auto target = line.substr(first_space + 1, last_space - first_space - 1);
  const auto version = parse_version(line.substr(last_space + 1));
  if (!version) return std::unexpected(version.error());
  if (!is_token(method)) return bad("the method must be a token");
  if (!std::ranges::all_of(target, is_target_character)) return bad("the target holds a character it may not hold");
  if (target == "*" && method == "OPTIONS")
    return RequestLine{.method = std::string(method), .target = "*", .version = *version};

  const auto authority = take_authority(target);
  if (authority && !is_authority(*authority)) return bad("the target's host is malformed");
  std::string path_and_query(target);
  if (authority && !target.starts_with('/')) path_and_query.insert(0, "/");
  if (!path_and_query.starts_with('/') || method == "CONNECT") return bad("the target must begin with /");
  if (!is_well_escaped(std::string_view(path_and_query).substr(0, path_and_query.find('?'))))
    return bad("the path holds a % without two hex digits");
  return RequestLine{std::string(method), std::move(path_and_query), std::string(authority.value_or("")), *version};
}

}  // namespace kotori::http
