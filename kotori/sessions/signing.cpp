#include "kotori/sessions/signing.hpp"

#include <sodium.h>
#include <stdexcept>

namespace kotori::inline v0::sessions {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encode(const void* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, variant), '\0');
  sodium_bin2base64(text.data(), text.size(), static_cast<const unsigned char*>(bytes), size, variant);
  text.pop_back();  // its NUL
  return text;
}

std::optional<std::string> decode(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(), text.size(), nullptr,
                        &size, nullptr, variant) != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

/// Over name and payload, kept apart by a byte that neither can hold.
std::string signature(const Key& key, std::string_view name, std::string_view payload) {
  std::string text = "kotori session";
  text.append(1, '\0').append(name).append(1, '\0').append(payload);
  unsigned char mac[crypto_generichash_BYTES];
  crypto_generichash(mac, sizeof mac, reinterpret_cast<const unsigned char*>(text.data()), text.size(),
                     key.bytes.data(), key.bytes.size());
  return encode(mac, sizeof mac);
}

}  // namespace

std::string sign(const Key& key, std::string_view name, std::string_view text) {
  auto value = encode(text.data(), text.size());
  value += "." + signature(key, name, value);
  if (name.size() + 1 + value.size() > longest_cookie)
    throw std::length_error("a session must fit into a cookie: keep an id in it, and the rest elsewhere");
  return value;
}

std::optional<std::string> verify(const Key& key, std::string_view name, std::string_view cookie_value) {
  const auto dot = cookie_value.find('.');
  if (cookie_value.size() > longest_cookie || dot == std::string_view::npos) return std::nullopt;
  const auto payload = cookie_value.substr(0, dot);
  const auto given = cookie_value.substr(dot + 1);
  // The texts are compared, not the bytes they stand for: base64 can write one byte string in several ways.
  const auto right = signature(key, name, payload);
  if (given.size() != right.size() || sodium_memcmp(given.data(), right.data(), right.size()) != 0) return std::nullopt;
  return decode(payload);
}

}  // namespace kotori::inline v0::sessions
