#include "kotori/net/address_range.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using testing::HasSubstr;

bool holds(std::string_view range, std::string_view address) {
  return parse_address_range(range).value().contains(address);
}
std::string refusal_of(std::string_view range) {
  const auto read = parse_address_range(range);
  return read ? "(none)" : read.error().message;
}
}  // namespace

TEST(AnAddressRange, EndsExactlyWhereItsBitsSay) {
  EXPECT_TRUE(holds("10.0.0.0/8", "10.0.0.0"));
  EXPECT_TRUE(holds("10.0.0.0/8", "10.255.255.255"));
  EXPECT_FALSE(holds("10.0.0.0/8", "9.255.255.255"));
  EXPECT_FALSE(holds("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(holds("192.0.2.128/25", "192.0.2.128"));
  EXPECT_FALSE(holds("192.0.2.128/25", "192.0.2.127"));
  EXPECT_TRUE(holds("2001:db8::/33", "2001:db8:7fff::1"));
  EXPECT_FALSE(holds("2001:db8::/33", "2001:db8:8000::"));
}

TEST(AnAddressRange, MayBeOneAddressOrAll) {
  EXPECT_TRUE(holds("::1", "::1"));
  EXPECT_FALSE(holds("::1", "::2"));
  EXPECT_TRUE(holds("192.0.2.1/32", "192.0.2.1"));
  EXPECT_TRUE(holds("0.0.0.0/0", "255.255.255.255"));
  EXPECT_FALSE(holds("0.0.0.0/0", "2001:db8::1"));
  EXPECT_TRUE(holds("::/0", "2001:db8::1"));
}

TEST(AnAddressRange, KnowsIPv4AddressesThatAreWrittenAsIPv6) {
  EXPECT_TRUE(holds("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(holds("::ffff:10.0.0.0/104", "10.1.2.3"));
}

TEST(AnAddressRange, HoldsNothingThatIsNoAddress) {
  for (const auto* address : {"", "pipe", "10.0.0", "10.0.0.1:80", "[::1]", "10.0.0.1 ", "localhost"}) {
    EXPECT_FALSE(holds("0.0.0.0/0", address)) << address;
    EXPECT_FALSE(holds("::/0", address)) << address;
  }
}

TEST(AnAddressRange, IsRefusedBySayingWhatIsWrong) {
  for (const auto* text : {"", "here", "/8", "10.0.0/8", "::g", "[::1]"})
    EXPECT_THAT(refusal_of(text), HasSubstr("does not begin with an IP address")) << text;
  for (const auto* text : {"10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "10.0.0.0/8x", "10.0.0.0/8/8"})
    EXPECT_THAT(refusal_of(text), HasSubstr("bits from 0 to 32")) << text;
  EXPECT_THAT(refusal_of("::/129"), HasSubstr("bits from 0 to 128"));
  EXPECT_THAT(refusal_of("10.0.0.1/8"), HasSubstr("more of an address"));
}

}  // namespace kotori::inline v0
