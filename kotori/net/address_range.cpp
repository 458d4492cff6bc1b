#include "kotori/net/address_range.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <string>

namespace kotori::inline v0 {
namespace {

using Bytes = std::array<unsigned char, 16>;
constexpr unsigned all_bits = 128, bits_of_ipv4 = 32;

struct Address {
  Bytes bytes{};
  bool is_ipv4 = false;
};

std::optional<Address> read_address(const std::string& text) {
  Address address;
  if (inet_pton(AF_INET6, text.c_str(), address.bytes.data()) == 1) return address;
  address = {.bytes = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff}, .is_ipv4 = true};
  if (inet_pton(AF_INET, text.c_str(), address.bytes.data() + 12) == 1) return address;
  return std::nullopt;
}

/// The same with nothing behind its first bits.
Bytes beginning(Bytes bytes, unsigned bits) {
  for (unsigned i = 0; i < bytes.size(); ++i) {
    const auto kept = std::clamp(static_cast<int>(bits) - static_cast<int>(8 * i), 0, 8);
    bytes[i] = static_cast<unsigned char>(bytes[i] & (0xff00U >> kept));
  }
  return bytes;
}

}  // namespace

bool AddressRange::contains(std::string_view address) const {
  const auto read = read_address(std::string{address});
  return read && beginning(read->bytes, bits) == first;
}

Result<AddressRange> parse_address_range(std::string_view text) {
  const auto refuse = [&](std::string_view why) {
    return std::unexpected(
        Error{ErrorCode::malformed,
              fmt::format("\"{}\" {}; write it as 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32", text, why),
              {}});
  };
  const auto slash = std::min(text.find('/'), text.size());
  const auto address = read_address(std::string{text.substr(0, slash)});
  if (!address) return refuse("does not begin with an IP address");
  AddressRange range{.first = address->bytes};
  if (slash < text.size()) {
    const auto digits = text.substr(slash + 1);
    const auto most = address->is_ipv4 ? bits_of_ipv4 : all_bits;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), range.bits);
    if (error != std::errc{} || end != digits.data() + digits.size() || range.bits > most)
      return refuse(fmt::format("has no number of bits from 0 to {} behind its slash", most));
    range.bits += all_bits - most;
  }
  if (beginning(range.first, range.bits) != range.first) return refuse("has more of an address than its bits tell");
  return range;
}

}  // namespace kotori::inline v0
