#include "kotori/http/url.hpp"

#include "kotori/http/text.hpp"

#include <algorithm>

namespace kotori::inline v0::http {
namespace {

constexpr std::string_view hex_digits = "0123456789ABCDEF";

int hex_value(char c) {
  if (is_digit(c)) return c - '0';
  const char small = lower(c);
  return small >= 'a' && small <= 'f' ? small - 'a' + 10 : -1;
}

bool is_unreserved(char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '.' || c == '_' || c == '~'; }

/// Takes one decoded byte off the front; empty at a malformed escape.
std::optional<char> take_byte(std::string_view& text) {
  const std::size_t length = text.front() == '%' ? 3 : 1;
  if (text.size() < length) return std::nullopt;
  const int high = length == 3 ? hex_value(text[1]) : 0;
  const int low = length == 3 ? hex_value(text[2]) : 0;
  if (high < 0 || low < 0) return std::nullopt;
  const char byte = length == 3 ? static_cast<char>(high * 16 + low) : text.front();
  text.remove_prefix(length);
  return byte;
}

bool form_decodes_to(std::string_view escaped, std::string_view text) {
  for (const char c : text) {
    if (escaped.empty()) return false;
    const bool space = escaped.front() == '+';
    const auto byte = take_byte(escaped);
    if (!byte || (space ? ' ' : *byte) != c) return false;
  }
  return escaped.empty();
}

Result<std::string> form_decode(std::string_view text) {
  std::string spaced(text);
  std::ranges::replace(spaced, '+', ' ');
  return percent_decode(spaced);
}

}  // namespace

Result<std::string> percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  while (!text.empty()) {
    const auto byte = take_byte(text);
    if (!byte) return std::unexpected(Error{.message = "a % is not followed by two hex digits"});
    decoded += *byte;
  }
  return decoded;
}

bool decodes_to(std::string_view escaped, std::string_view text) {
  for (const char c : text)
    if (escaped.empty() || take_byte(escaped) != c) return false;
  return escaped.empty();
}

std::size_t decoded_size(std::string_view escaped) {
  return escaped.size() - 2 * static_cast<std::size_t>(std::ranges::count(escaped, '%'));
}

std::string_view behind_decoded(std::string_view escaped, std::size_t count) {
  for (; count > 0 && !escaped.empty(); --count)
    escaped.remove_prefix(std::min<std::size_t>(escaped.size(), escaped.front() == '%' ? 3 : 1));
  return escaped;
}

std::uint64_t hash_decoded(std::string_view escaped) {
  std::uint64_t hash = 14695981039346656037U;
  while (!escaped.empty()) {
    const auto byte = take_byte(escaped);
    if (!byte) break;
    hash = (hash ^ static_cast<unsigned char>(*byte)) * 1099511628211U;
  }
  return hash;
}

bool is_well_escaped(std::string_view text) {
  for (auto at = text.find('%'); at != std::string_view::npos; at = text.find('%', at + 1)) {
    auto escape = text.substr(at);
    if (!take_byte(escape)) return false;
  }
  return true;
}

bool is_sound_path(std::string_view path) {
  while (!path.empty()) {
    if (path.front() == '\\') return false;
    const auto byte = take_byte(path);
    if (!byte || is_control(*byte)) return false;
  }
  return true;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  encoded.reserve(text.size());
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (is_unreserved(c))
      encoded += c;
    else
      encoded.append({'%', hex_digits[byte >> 4U], hex_digits[byte & 15U]});
  }
  return encoded;
}

Result<std::optional<std::string>> query_parameter(std::string_view query, std::string_view name) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    const auto found = form_decode(pair.substr(0, equals));
    if (!found) return std::unexpected(found.error());
    if (*found != name) continue;
    return form_decode(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1));
  }
  return std::nullopt;
}

bool query_holds(std::string_view query, std::string_view name, const std::optional<std::string>& value) {
  while (!query.empty()) {
    const auto pair = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), pair.size() + 1));
    const auto equals = pair.find('=');
    if (!form_decodes_to(pair.substr(0, equals), name)) continue;
    return !value ||
           form_decodes_to(equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1), *value);
  }
  return false;
}

bool is_authority(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const auto host_end = bracketed ? text.find(']') : std::min(text.find(':'), text.size());
  if (host_end == std::string_view::npos) return false;
  const auto host = bracketed ? text.substr(1, host_end - 1) : text.substr(0, host_end);
  const auto port = text.substr(bracketed ? host_end + 1 : host_end);
  const auto fits = [&](char c) { return bracketed ? hex_value(c) >= 0 || c == ':' || c == '.' : is_unreserved(c); };
  return !host.empty() && std::ranges::all_of(host, fits) &&
         (port.empty() || (port.front() == ':' && port.size() <= 6 && std::ranges::all_of(port.substr(1), is_digit)));
}

}  // namespace kotori::inline v0::http
