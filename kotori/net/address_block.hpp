#pragma once
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace kotori::inline v0 {

/// Whom limits count as one: an IPv4 address, or the /64 of an IPv6 one, of which anybody has 2^64.
struct AddressBlock {
  std::uint64_t bits = 0;  ///< the address, or the first half of it
  bool is_ipv6 = false;

  /// Loopback, link-local or private (RFC 1918, 4193, 6598): where a proxy stands, which speaks for many.
  bool is_private() const;
  bool operator==(const AddressBlock&) const = default;
};

/// Of an address in digits; an IPv4 address written as IPv6 (::ffff:192.0.2.1) is the IPv4 one. Empty for anything
/// else, such as a pipe's.
std::optional<AddressBlock> block_of(std::string_view address);

/// Spreads blocks so that nobody who does not know the seed can choose ones that meet.
struct AddressBlockHash {
  std::uint64_t seed = 0;
  std::size_t operator()(const AddressBlock& block) const;
};

}  // namespace kotori::inline v0
