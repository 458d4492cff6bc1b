#include "kotori/net/address_block.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {

TEST(AddressBlocks, AreWholeAddressesOfIpv4) {
  EXPECT_EQ(block_of("203.0.113.7"), block_of("203.0.113.7"));
  EXPECT_NE(block_of("203.0.113.7"), block_of("203.0.113.8"));
}

TEST(AddressBlocks, AreTheFirst64BitsOfIpv6) {
  EXPECT_EQ(block_of("2001:db8:0:1::1"), block_of("2001:db8:0:1:ffff:ffff:ffff:ffff"));
  EXPECT_NE(block_of("2001:db8:0:1::1"), block_of("2001:db8:0:2::1"));
}

TEST(AddressBlocks, OfMappedAddressesAreThoseOfIpv4) {
  EXPECT_EQ(block_of("::ffff:203.0.113.7"), block_of("203.0.113.7"));
  EXPECT_EQ(block_of("::ffff:cb00:7107"), block_of("203.0.113.7"));
  EXPECT_NE(block_of("::ffff:203.0.113.7"), block_of("::ffff:203.0.113.8"));
  EXPECT_NE(block_of("0:0:cb00:7107::"), block_of("203.0.113.7"));
}

TEST(AddressBlocks, AreNoneOfWhatIsNoAddress) {
  for (const auto* text : {"", "here", "203.0.113", "203.0.113.7:80", "[::1]", "::1%lo", " ::1"})
    EXPECT_EQ(block_of(text), std::nullopt) << text;
}

TEST(AddressBlocks, ArePrivateWhereProxiesStand) {
  for (const auto* address :
       {"127.0.0.1", "127.255.255.255", "10.0.0.0", "10.255.255.255", "172.16.0.0", "172.31.255.255", "192.168.0.1",
        "192.168.255.255", "169.254.0.1", "100.64.0.0", "100.127.255.255", "::1", "fc00::1", "fdff::1", "fe80::1",
        "febf::1", "::ffff:127.0.0.1", "::ffff:10.1.2.3"})
    EXPECT_TRUE(block_of(address)->is_private()) << address;
  for (const auto* address :
       {"126.255.255.255", "128.0.0.0", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0", "192.167.255.255",
        "192.169.0.0", "169.253.255.255", "169.255.0.0", "100.63.255.255", "100.128.0.0", "203.0.113.7", "2001:db8::1",
        "fbff::1", "fe00::1", "fe7f::1", "fec0::1", "::ffff:203.0.113.7"})
    EXPECT_FALSE(block_of(address)->is_private()) << address;
}

TEST(AddressBlocks, HashOtherwiseWithAnotherSeed) {
  const auto block = *block_of("203.0.113.7");
  EXPECT_EQ(AddressBlockHash{1}(block), AddressBlockHash{1}(block));
  EXPECT_NE(AddressBlockHash{1}(block), AddressBlockHash{2}(block));
}

}  // namespace kotori::inline v0
