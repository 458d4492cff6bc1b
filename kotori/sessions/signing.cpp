#include "kotori/sessions/signing.hpp"

#include "kotori/sessions/encoding.hpp"

#include <sodium.h>
#include <stdexcept>

namespace kotori::inline v0::sessions {
namespace {

// What a key is used for besides the text, so that nothing made for one use or in one format is taken for another.
constexpr std::string_view undated = "kotori session", dated = "kotori session 2", encrypted = "kotori secret 1",
                           derived_secret = "kotori adopted 1";

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;

auto* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const auto* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

/// Parts that are kept apart by a byte that none of them can hold.
std::string joined(std::string_view one, std::string_view two, std::string_view three = {}) {
  std::string text;
  text.reserve(one.size() + two.size() + three.size() + 2);
  return text.append(one).append(1, '\0').append(two).append(1, '\0').append(three);
}

std::string signature(std::string_view format, const Key& key, std::string_view name, std::string_view payload) {
  const auto text = joined(format, name, payload);
  std::string mac(crypto_generichash_BYTES, '\0');
  crypto_generichash(bytes_of(mac), mac.size(), bytes_of(text), text.size(), key.bytes.data(), key.bytes.size());
  return encode(mac);
}

std::optional<std::string> verify_as(std::string_view format, const Key& key, std::string_view name,
                                     std::string_view value) {
  const auto dot = value.find('.');
  if (value.size() > longest_cookie || dot == std::string_view::npos) return std::nullopt;
  const auto payload = value.substr(0, dot);
  const auto given = value.substr(dot + 1);
  // The texts are compared, not the bytes they stand for: base64 can write one byte string in several ways.
  const auto right = signature(format, key, name, payload);
  if (given.size() != right.size() || sodium_memcmp(given.data(), right.data(), right.size()) != 0) return std::nullopt;
  return decode(payload);
}

/// Not the key itself, which signs.
std::string cipher_key(const Key& key) {
  std::string derived(crypto_aead_xchacha20poly1305_ietf_KEYBYTES, '\0');
  crypto_generichash(bytes_of(derived), derived.size(), bytes_of(encrypted), encrypted.size(), key.bytes.data(),
                     key.bytes.size());
  return derived;
}

std::string fitting(std::string_view name, std::string value) {
  if (name.size() + 1 + value.size() > longest_cookie)
    throw std::length_error("a session must fit into a cookie: keep what is in it elsewhere, see Options::store");
  return value;
}

}  // namespace

std::string sign(const Key& key, std::string_view name, std::string_view text) {
  auto value = encode(text);
  value += "." + signature(dated, key, name, value);
  return fitting(name, std::move(value));
}

std::optional<std::string> verify(const Key& key, std::string_view name, std::string_view value) {
  return verify_as(dated, key, name, value);
}

std::optional<std::string> verify_undated(const Key& key, std::string_view name, std::string_view value) {
  return verify_as(undated, key, name, value);
}

std::string derive(const Key& key, std::string_view name, std::string_view text) {
  return signature(derived_secret, key, name, text);
}

std::string encrypt(const Key& key, std::string_view name, std::string_view text) {
  auto sealed = random_bytes(nonce_size);
  sealed.resize(nonce_size + text.size() + tag_size);
  const auto bound_to = joined(encrypted, name);
  const auto with = cipher_key(key);
  crypto_aead_xchacha20poly1305_ietf_encrypt(bytes_of(sealed) + nonce_size, nullptr, bytes_of(text), text.size(),
                                             bytes_of(bound_to), bound_to.size(), nullptr, bytes_of(sealed),
                                             bytes_of(with));
  return fitting(name, encode(sealed));
}

std::optional<std::string> decrypt(const Key& key, std::string_view name, std::string_view value) {
  if (value.size() > longest_cookie) return std::nullopt;
  const auto sealed = decode(value);
  if (!sealed || sealed->size() < nonce_size + tag_size) return std::nullopt;
  const auto bound_to = joined(encrypted, name);
  const auto with = cipher_key(key);
  std::string text(sealed->size() - nonce_size - tag_size, '\0');
  const auto* bytes = bytes_of(*sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(text), nullptr, nullptr, bytes + nonce_size,
                                                 sealed->size() - nonce_size, bytes_of(bound_to), bound_to.size(),
                                                 bytes, bytes_of(with)) != 0)
    return std::nullopt;
  return text;
}

}  // namespace kotori::inline v0::sessions
