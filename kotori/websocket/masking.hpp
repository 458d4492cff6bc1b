#pragma once
#include "kotori/websocket/frame.hpp"

#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

/// Masking is its own inverse (RFC 6455 §5.3): the same call hides and reveals.
namespace kotori::inline v0::websocket {

/// Masks in place. `offset` is where in the frame's payload these bytes begin.
void mask(std::span<char> bytes, MaskKey key, std::size_t offset = 0);

/// Masks on the way from `bytes` to `out`, which has room for them. Returns the end of what was written.
char* copy_masked(char* out, std::string_view bytes, MaskKey key);

/// One way of doing what copy_masked() does, for at least so many bytes.
struct MaskingWay {
  std::size_t least;
  char* (*copy)(char* out, std::string_view bytes, MaskKey key);
};

/// All ways that this machine knows. copy_masked() takes the one that suits; tests hold each against the RFC.
std::vector<MaskingWay> masking_ways();

/// The key as it stands for a payload's bytes from `offset` on.
constexpr MaskKey turned(MaskKey key, std::size_t offset) {
  const int bits = static_cast<int>(offset % 4) * (std::endian::native == std::endian::little ? 8 : -8);
  return std::bit_cast<MaskKey>(std::rotr(std::bit_cast<std::uint32_t>(key), bits));
}

}  // namespace kotori::inline v0::websocket
