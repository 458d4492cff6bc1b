#pragma once
#include "kotori/websocket/frame.hpp"

#include <cstddef>
#include <span>
#include <string_view>

/// Masking is its own inverse (RFC 6455 §5.3): the same call hides and reveals.
namespace kotori::websocket {

/// Masks in place. `offset` is where in the frame's payload these bytes begin.
void mask(std::span<char> bytes, MaskKey key, std::size_t offset = 0);

/// Masks on the way from `bytes` to `out`, which has room for them. Returns the end of what was written.
char* copy_masked(char* out, std::string_view bytes, MaskKey key);

/// The key as it stands for a payload's bytes from `offset` on.
constexpr MaskKey turned(MaskKey key, std::size_t offset) {
  return {key[offset % 4], key[(offset + 1) % 4], key[(offset + 2) % 4], key[(offset + 3) % 4]};
}

}  // namespace kotori::websocket
