#include "adapters/bus_messages/seal.hpp"

#include "kotori/base/match.hpp"

#include <fmt/format.h>
#include <sodium.h>
#include <span>
#include <stdexcept>

namespace adapters {
namespace {

// What a key is used for besides the text, so that nothing made for one use or in one format is taken for another.
constexpr std::string_view format = "kotori news 1", cipher = "kotori news cipher", naming = "kotori news naming";

constexpr std::size_t nonce_size = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t tag_size = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(Seal::overhead == nonce_size + tag_size);

auto* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }
const auto* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

template <std::size_t Size>
std::array<unsigned char, Size> hash(std::span<const unsigned char> key, std::string_view text) {
  std::array<unsigned char, Size> hashed;
  crypto_generichash(hashed.data(), Size, bytes_of(text), text.size(), key.data(), key.size());
  return hashed;
}

std::string hex(std::span<const unsigned char> bytes) {
  std::string text;
  for (const auto byte : bytes) fmt::format_to(std::back_inserter(text), "{:02x}", byte);
  return text;
}

using Part = std::array<unsigned char, 32>;

Part part_of(const BusKey& key, std::string_view use) {
  if (sodium_init() < 0) throw std::runtime_error("libsodium found no source of randomness");
  return hash<32>(key.bytes, use);
}

std::string bound_to(std::string_view address) { return std::string(format).append(1, '\0').append(address); }

}  // namespace

Seal::Seal(const BusKey& key)
    : cipher_(part_of(key, cipher)), naming_(part_of(key, naming)), log_(hex(hash<16>(naming_, "log")).substr(0, 16)) {}

std::string Seal::address_of(const chat::Topic& topic) const {
  return kotori::match(
      topic, [&](const chat::RoomName& room) { return "room." + hex(hash<16>(naming_, "room " + room.value)); },
      [&](chat::VisitorNumber person) {
        return "person." + hex(hash<16>(naming_, "person " + std::to_string(person)));
      });
}

std::string Seal::close(std::string_view address, std::string_view text) const {
  const auto with = bound_to(address);
  std::string sealed(nonce_size + text.size() + tag_size, '\0');
  auto* const nonce = bytes_of(sealed);
  randombytes_buf(nonce, nonce_size);
  crypto_aead_xchacha20poly1305_ietf_encrypt(nonce + nonce_size, nullptr, bytes_of(text), text.size(), bytes_of(with),
                                             with.size(), nullptr, nonce, cipher_.data());
  return sealed;
}

std::optional<std::string> Seal::open(std::string_view address, std::string_view sealed) const {
  if (sealed.size() < overhead) return std::nullopt;
  const auto with = bound_to(address);
  std::string text(sealed.size() - overhead, '\0');
  const auto* const nonce = bytes_of(sealed);
  if (crypto_aead_xchacha20poly1305_ietf_decrypt(bytes_of(text), nullptr, nullptr, nonce + nonce_size,
                                                 sealed.size() - nonce_size, bytes_of(with), with.size(), nonce,
                                                 cipher_.data()) != 0)
    return std::nullopt;
  return text;
}

}  // namespace adapters
