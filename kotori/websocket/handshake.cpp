#include "kotori/websocket/handshake.hpp"

#include <algorithm>
#include <array>
#include <openssl/evp.h>
#include <openssl/sha.h>
#include <vector>

namespace kotori::inline v0::websocket {
namespace {

constexpr std::string_view key_suffix = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
constexpr std::string_view base64_digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

std::string base64(std::span<const std::uint8_t> bytes) {
  std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');  // OpenSSL ends it with a zero
  text.resize(static_cast<std::size_t>(
      EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes.data(), static_cast<int>(bytes.size()))));
  return text;
}

constexpr bool is_alphanumeric(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool is_token(std::string_view word) {
  return !word.empty() && std::ranges::all_of(word, [](char c) {
    return is_alphanumeric(c) || std::string_view("!#$%&'*+-.^_`|~").contains(c);
  });
}

/// A name of Upgrade: websocket, or HTTP/2.0.
bool is_protocol(std::string_view word) {
  const auto slash = word.find('/');
  return is_token(word.substr(0, slash)) && (slash == word.npos || is_token(word.substr(slash + 1)));
}

constexpr char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool same_but_for_case(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return lower(x) == lower(y); });
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == text.npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

/// The elements of a comma-separated list that are not empty.
std::vector<std::string_view> elements(std::string_view list) {
  std::vector<std::string_view> found;
  while (!list.empty()) {
    const auto comma = std::min(list.find(','), list.size());
    if (const auto element = trimmed(list.substr(0, comma)); !element.empty()) found.push_back(element);
    list.remove_prefix(std::min(comma + 1, list.size()));
  }
  return found;
}

}  // namespace

bool names(std::string_view header_value, std::string_view token) {
  const auto words = elements(header_value);
  return std::ranges::all_of(words, is_protocol) &&
         std::ranges::any_of(words, [&](std::string_view word) { return same_but_for_case(word, token); });
}

bool is_valid_key(std::string_view sec_websocket_key) {
  // 16 bytes are 21 digits, a 22nd of which only two bits count, and the filling.
  if (sec_websocket_key.size() != 24 || !sec_websocket_key.ends_with("==")) return false;
  return std::ranges::all_of(sec_websocket_key.substr(0, 21), [](char c) { return base64_digits.contains(c); }) &&
         std::string_view("AQgw").contains(sec_websocket_key[21]);
}

std::string accept_key(std::string_view sec_websocket_key) {
  const std::string text = std::string(sec_websocket_key).append(key_suffix);
  std::array<std::uint8_t, SHA_DIGEST_LENGTH> digest;
  SHA1(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  return base64(digest);
}

Result<std::string_view> choose_subprotocol(std::span<const std::string> supported, std::string_view offered) {
  auto offers = elements(offered);
  std::ranges::sort(offers);
  const bool well_formed =
      !offers.empty() && std::ranges::all_of(offers, is_token) && std::ranges::adjacent_find(offers) == offers.end();
  if (!well_formed) {
    return std::unexpected(
        Error{ErrorCode::malformed, "a list of different names is expected", "Sec-WebSocket-Protocol"});
  }
  const auto chosen = std::ranges::find_if(
      supported, [&](const std::string& name) { return std::ranges::binary_search(offers, std::string_view(name)); });
  return chosen == supported.end() ? std::string_view{} : std::string_view(*chosen);
}

std::string make_key(std::span<const std::uint8_t, 16> random) { return base64(random); }

bool answers(std::string_view sec_websocket_accept, std::string_view sec_websocket_key) {
  return trimmed(sec_websocket_accept) == accept_key(sec_websocket_key);
}

}  // namespace kotori::inline v0::websocket
