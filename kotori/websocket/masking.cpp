#include "kotori/websocket/masking.hpp"

#include <bit>
#include <concepts>
#include <cstdint>
#include <cstring>

namespace kotori::inline v0::websocket {
namespace {

// Every machine has vectors of 16 bytes, or the compiler makes them of words. Whether it has those of AVX2, it is
// asked; four of them are one step, so that the loop itself costs little.
using OneVector [[gnu::vector_size(16)]] = std::uint32_t;
using FourLongVectors [[gnu::vector_size(128)]] = std::uint32_t;

/// The key again and again. Steps go by reference, since not every machine passes vectors as values.
template <class Step> [[gnu::always_inline]] inline void fill(Step& step, MaskKey key) {
  const auto four = std::bit_cast<std::uint32_t>(key);
  if constexpr (std::integral<Step>)
    step = ~Step{} / ~std::uint32_t{} * four;  // 1, or 1 and 1 32 bits above
  else
    step = Step{} + four;  // in each lane
}

template <class Step> [[gnu::always_inline]] inline void load_masked(Step& step, const char* in, MaskKey key) {
  Step mask;
  fill(mask, key);
  std::memcpy(&step, in, sizeof step);
  step ^= mask;
}

/// At least one step. The last may overlap those before, so it is loaded before anything is stored: `out` may be where
/// the bytes already are.
template <class Step>
[[gnu::always_inline]] inline char* mask_in_steps(char* out, std::string_view bytes, MaskKey key) {
  const char* in = bytes.data();
  const std::size_t last = bytes.size() - sizeof(Step);
  Step step, end, mask;
  load_masked(end, in + last, turned(key, last));
  fill(mask, key);
  for (std::size_t at = 0; at < last; at += sizeof(Step)) {
    std::memcpy(&step, in + at, sizeof step);
    step ^= mask;
    std::memcpy(out + at, &step, sizeof step);
  }
  std::memcpy(out + last, &end, sizeof end);
  return out + bytes.size();
}

char* mask_bytes(char* out, std::string_view bytes, MaskKey key) {
  for (std::size_t i = 0; i < bytes.size(); ++i) *out++ = static_cast<char>(bytes[i] ^ key[i % 4]);
  return out;
}

char* mask_by_4(char* out, std::string_view bytes, MaskKey key) {
  return mask_in_steps<std::uint32_t>(out, bytes, key);
}

char* mask_by_8(char* out, std::string_view bytes, MaskKey key) {
  return mask_in_steps<std::uint64_t>(out, bytes, key);
}

char* mask_by_16(char* out, std::string_view bytes, MaskKey key) { return mask_in_steps<OneVector>(out, bytes, key); }

#ifdef __x86_64__
/// A store that crosses a line of the cache takes twice the time, so of many bytes the first go without.
[[gnu::target("avx2")]] char* mask_by_128(char* out, std::string_view bytes, MaskKey key) {
  const std::size_t before = bytes.size() < 256 ? 0 : -reinterpret_cast<std::uintptr_t>(out) % 32;
  out = copy_masked(out, bytes.substr(0, before), key);
  return mask_in_steps<FourLongVectors>(out, bytes.substr(before), turned(key, before));
}
bool has_avx2() { return __builtin_cpu_supports("avx2"); }
#else
char* mask_by_128(char* out, std::string_view bytes, MaskKey key) { return mask_by_16(out, bytes, key); }
bool has_avx2() { return false; }
#endif

}  // namespace

std::vector<MaskingWay> masking_ways() {
  std::vector<MaskingWay> ways{{0, mask_bytes}, {4, mask_by_4}, {8, mask_by_8}, {16, mask_by_16}};
  if (has_avx2()) ways.push_back({128, mask_by_128});
  return ways;
}

char* copy_masked(char* out, std::string_view bytes, MaskKey key) {
  if (bytes.size() >= 128 && has_avx2()) return mask_by_128(out, bytes, key);
  if (bytes.size() >= 16) return mask_by_16(out, bytes, key);
  if (bytes.size() >= 8) return mask_by_8(out, bytes, key);
  if (bytes.size() >= 4) return mask_by_4(out, bytes, key);
  return mask_bytes(out, bytes, key);
}

void mask(std::span<char> bytes, MaskKey key, std::size_t offset) {
  copy_masked(bytes.data(), {bytes.data(), bytes.size()}, turned(key, offset));
}

}  // namespace kotori::inline v0::websocket
