#include "kotori/net/address_block.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <array>
#include <span>
#include <string>

namespace kotori::inline v0 {
namespace {

constexpr std::array<unsigned char, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

std::uint64_t big_endian(std::span<const unsigned char> bytes) {
  std::uint64_t number = 0;
  for (const auto byte : bytes) number = number << 8 | byte;
  return number;
}

/// Whether the first bits of a number so many bits wide are these.
bool begins_with(std::uint64_t number, unsigned width, std::uint64_t prefix, unsigned length) {
  return number >> (width - length) == prefix;
}

}  // namespace

std::optional<AddressBlock> block_of(std::string_view address) {
  const std::string text{address};
  std::array<unsigned char, 16> bytes{};
  if (inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) return AddressBlock{big_endian(std::span{bytes}.first(4))};
  if (inet_pton(AF_INET6, text.c_str(), bytes.data()) != 1) return std::nullopt;
  if (std::ranges::equal(std::span{bytes}.first(12), mapped_prefix))
    return AddressBlock{big_endian(std::span{bytes}.last(4))};
  return AddressBlock{.bits = big_endian(std::span{bytes}.first(8)), .is_ipv6 = true};
}

bool AddressBlock::is_private() const {
  if (is_ipv6)
    return bits == 0 /* ::1 */ || begins_with(bits, 64, 0xfc >> 1, 7) || begins_with(bits, 64, 0xfe80 >> 6, 10);
  return begins_with(bits, 32, 127, 8) || begins_with(bits, 32, 10, 8) || begins_with(bits, 32, 0xac1, 12) ||
         begins_with(bits, 32, 0xc0a8, 16) || begins_with(bits, 32, 0xa9fe, 16) ||
         begins_with(bits, 32, (100 << 8 | 64) >> 6, 10);
}

std::size_t AddressBlockHash::operator()(const AddressBlock& block) const {
  // The finalizer of splitmix64: each bit of the sum changes each bit of the result.
  auto mixed = block.bits + seed + (block.is_ipv6 ? 0x9e3779b97f4a7c15 : 0);
  mixed = (mixed ^ mixed >> 30) * 0xbf58476d1ce4e5b9;
  mixed = (mixed ^ mixed >> 27) * 0x94d049bb133111eb;
  return mixed ^ mixed >> 31;
}

}  // namespace kotori::inline v0
