#include "kotori/http/cookie.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>
#include <stdexcept>

namespace kotori::inline v0::http {
namespace {

/// cookie-octet of §4.1.1: visible ASCII without " , ; and backslash.
bool is_cookie_octet(char c) { return c > ' ' && c < 0x7f && c != '"' && c != ',' && c != ';' && c != '\\'; }

bool is_path(std::string_view path) {
  return path.starts_with('/') && std::ranges::all_of(path, [](char c) { return c >= ' ' && c < 0x7f && c != ';'; }) &&
         trimmed(path).size() == path.size();
}

void require(bool holds, const char* rule) {
  if (!holds) throw std::invalid_argument(rule);
}

}  // namespace

std::string set_cookie(const Cookie& cookie) {
  require(is_token(cookie.name), "a cookie's name must be a token");
  require(std::ranges::all_of(cookie.value, is_cookie_octet),
          "a cookie's value may not hold spaces, quotes, commas, "
          "semicolons, backslashes, controls or non-ASCII");
  require(is_path(cookie.path), "a cookie's path must begin with / and hold neither semicolons nor controls");
  require(cookie.secure || cookie.same_site != SameSite::none, "a cookie with SameSite=None must be secure");
  // Browsers compare the prefixes without regard to case (§5.7).
  const auto has_prefix = [&](std::string_view prefix) {
    return equal_ignoring_case(std::string_view(cookie.name).substr(0, prefix.size()), prefix);
  };
  require(cookie.secure || !has_prefix("__Secure-"), "a cookie named __Secure-... must be secure");
  require((cookie.secure && cookie.path == "/") || !has_prefix("__Host-"),
          "a cookie named __Host-... must be secure and have the path /");

  std::string text = cookie.name + "=" + cookie.value + "; Path=" + cookie.path;
  if (cookie.max_age) text += "; Max-Age=" + std::to_string(cookie.max_age->count());
  if (cookie.http_only) text += "; HttpOnly";
  if (cookie.secure) text += "; Secure";
  switch (cookie.same_site) {
    case SameSite::strict: return text + "; SameSite=Strict";
    case SameSite::lax: return text + "; SameSite=Lax";
    case SameSite::none: return text + "; SameSite=None";
  }
  return text;
}

std::optional<std::string_view> find_cookie(std::string_view cookie_header, std::string_view name) {
  while (!cookie_header.empty()) {
    const auto pair = cookie_header.substr(0, cookie_header.find(';'));
    cookie_header.remove_prefix(std::min(cookie_header.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (equals == std::string_view::npos) continue;
    if (trimmed(pair.substr(0, equals)) == name) return trimmed(pair.substr(equals + 1));
  }
  return std::nullopt;
}

}  // namespace kotori::inline v0::http
