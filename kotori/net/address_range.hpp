#pragma once
#include "kotori/base/result.hpp"

#include <array>
#include <string_view>

namespace kotori::inline v0 {

/// Addresses that begin alike, such as 10.0.0.0/8, or a single one. IPv4 addresses are also those of IPv6 that they are
/// mapped to (::ffff:192.0.2.1).
struct AddressRange {
  std::array<unsigned char, 16> first{};
  unsigned bits = 128;  ///< in how many bits all agree with the first

  /// False for what is no address in digits, such as a pipe's.
  bool contains(std::string_view address) const;
  bool operator==(const AddressRange&) const = default;
};

/// Reads "10.0.0.0/8", "2001:db8::/32" or "::1". The error says what is wrong.
Result<AddressRange> parse_address_range(std::string_view text);

}  // namespace kotori::inline v0
