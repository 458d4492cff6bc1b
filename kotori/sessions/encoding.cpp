#include "kotori/sessions/encoding.hpp"

#include <sodium.h>
#include <stdexcept>

namespace kotori::inline v0::sessions {
namespace {

constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

auto* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const auto* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

std::string encode(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes_of(bytes), bytes.size(), variant);
  text.pop_back();  // its NUL
  return text;
}

std::optional<std::string> decode(std::string_view text) {
  std::string bytes(text.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(bytes_of(bytes), bytes.size(), text.data(), text.size(), nullptr, &size, nullptr, variant) != 0)
    return std::nullopt;
  bytes.resize(size);
  if (encode(bytes) != text) return std::nullopt;  // libsodium 1.0.18 reads each byte from 0x80 on as a _
  return bytes;
}

std::string random_bytes(std::size_t count) {
  static const bool ready = sodium_init() >= 0;
  if (!ready) throw std::runtime_error("libsodium found no source of randomness");
  std::string bytes(count, '\0');
  randombytes_buf(bytes.data(), bytes.size());
  return bytes;
}

std::string digest(std::string_view text) {
  std::string bytes(crypto_generichash_BYTES, '\0');
  crypto_generichash(bytes_of(bytes), bytes.size(), bytes_of(text), text.size(), nullptr, 0);
  return bytes;
}

}  // namespace kotori::inline v0::sessions
