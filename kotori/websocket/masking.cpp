#include "kotori/websocket/masking.hpp"

#include <cstdint>
#include <cstring>

namespace kotori::websocket {

char* copy_masked(char* out, std::string_view bytes, MaskKey key) {
  std::uint64_t wide_key = 0;
  std::memcpy(&wide_key, key.data(), 4);
  std::memcpy(reinterpret_cast<char*>(&wide_key) + 4, key.data(), 4);

  const char* in = bytes.data();
  std::size_t left = bytes.size();
  // Each word is loaded before it is stored, so that `out` may be where the bytes already are.
  for (; left >= 8; left -= 8, in += 8, out += 8) {
    std::uint64_t word;
    std::memcpy(&word, in, 8);
    word ^= wide_key;
    std::memcpy(out, &word, 8);
  }
  for (std::size_t i = 0; i < left; ++i) *out++ = static_cast<char>(in[i] ^ key[i % 4]);
  return out;
}

void mask(std::span<char> bytes, MaskKey key, std::size_t offset) {
  copy_masked(bytes.data(), {bytes.data(), bytes.size()}, turned(key, offset));
}

}  // namespace kotori::websocket
