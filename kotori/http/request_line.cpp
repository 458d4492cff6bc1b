#include "kotori/http/request_line.hpp"

#include "kotori/http/text.hpp"
#include "kotori/http/url.hpp"

#include <algorithm>
#include <optional>

namespace kotori::inline v0::http {
namespace {

std::unexpected<Refusal> bad(std::string message) {
  return std::unexpected(Refusal{Status::bad_request, std::move(message)});
}

bool is_target_character(char c) { return c > ' ' && c < 0x7f && c != '"' && c != '#' && c != '<' && c != '>'; }

std::expected<Version, Refusal> parse_version(std::string_view text) {
  const bool well_formed =
      text.size() == 8 && text.starts_with("HTTP/") && is_digit(text[5]) && text[6] == '.' && is_digit(text[7]);
  if (!well_formed) return bad("the request line must be: method, space, target, space, HTTP/1.1");
  if (text[5] != '1')
    return std::unexpected(Refusal{Status::version_not_supported, "only HTTP/1.1 and HTTP/1.0 are spoken here"});
  // A later minor version is read as the latest that is known (RFC 9110 §2.5).
  return text[7] == '0' ? Version::http_1_0 : Version::http_1_1;
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

/// What CONNECT asks for, and nobody else (RFC 9112 §3.2.3).
bool is_authority_with_port(std::string_view target) {
  return target.contains(':') && is_digit(target.back()) && is_authority(target);
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

  if (method == "CONNECT" && is_authority_with_port(target))
    return std::unexpected(Refusal{Status::not_implemented, "this server is no proxy"});

  const auto authority = take_authority(target);
  if (authority && !is_authority(*authority)) return bad("the target's host is malformed");
  std::string path_and_query(target);
  if (authority && !target.starts_with('/')) path_and_query.insert(0, "/");
  if (!path_and_query.starts_with('/') || method == "CONNECT") return bad("the target must begin with /");
  if (!is_sound_path(std::string_view(path_and_query).substr(0, path_and_query.find('?'))))
    return bad("the path holds a % without two hex digits, a control character or a backslash");
  return RequestLine{std::string(method), std::move(path_and_query), std::string(authority.value_or("")), *version};
}

}  // namespace kotori::inline v0::http
