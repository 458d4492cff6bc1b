#include "kotori/websocket/extension_offer.hpp"

#include <gtest/gtest.h>

/// RFC 7692 §5 and RFC 6455 §9.1: Sec-WebSocket-Extensions as it is written.
namespace rfc7692 {
namespace {

using namespace kotori::websocket;
using Extensions = std::vector<Extension>;

Extensions read(std::string_view header) { return parse_extensions(header).value_or(Extensions{{"(malformed)", {}}}); }
bool is_malformed(std::string_view header) { return !parse_extensions(header).has_value(); }

}  // namespace

TEST(Section5_Header, NamesExtensionsAndTheirParametersInOrder) {
  EXPECT_EQ(read("foo"), (Extensions{{"foo", {}}}));
  EXPECT_EQ(read("foo; bar; baz=2"), (Extensions{{"foo", {{"bar", {}}, {"baz", "2"}}}}));
  EXPECT_EQ(
      read("deflate-stream, mux; max-channels=4; flow-control, deflate-stream"),
      (Extensions{
          {"deflate-stream", {}}, {"mux", {{"max-channels", "4"}, {"flow-control", {}}}}, {"deflate-stream", {}}}));
}

TEST(Section5_Header, MayHoldWhiteSpaceBetweenWords) {
  EXPECT_EQ(read("  a\t; b =\t1 ;c , d "), (Extensions{{"a", {{"b", "1"}, {"c", {}}}}, {"d", {}}}));
  EXPECT_EQ(read("a;b=1;c,d"), read("a; b=1; c, d"));
}

TEST(Section5_Header, MayHoldEmptyElementsBesideOthers) {
  EXPECT_EQ(read(",, a ,, b,"), (Extensions{{"a", {}}, {"b", {}}}));
  EXPECT_TRUE(is_malformed(""));
  EXPECT_TRUE(is_malformed(" , ,"));
}

TEST(Section5_Header, MayQuoteValuesThatAreTokens) {
  EXPECT_EQ(read(R"(a; b="10")"), read("a; b=10"));
  EXPECT_EQ(read(R"(a; b="1\0" ; c)"), (Extensions{{"a", {{"b", "10"}, {"c", {}}}}}));
  EXPECT_TRUE(is_malformed(R"(a; b="1,2")"));
  EXPECT_TRUE(is_malformed(R"(a; b="")"));
  EXPECT_TRUE(is_malformed(R"(a; b=" 1")"));
  EXPECT_TRUE(is_malformed(R"(a; b="1)"));
  EXPECT_TRUE(is_malformed(R"(a; b="1\)"));
  EXPECT_TRUE(is_malformed(R"(a; "b"=1)"));
  EXPECT_TRUE(is_malformed(R"(a; b="1"2)"));
}

TEST(Section5_Header, IsRefusedWhenItIsNoList) {
  for (const auto* header : {"a b", "a;", "a; ;b", "a;=1", "a; b=", "a; b==1", "=", ";", "a/b", "a; b=1 2", "a; b=(1)",
                             "a: b", "a; b=1;", "\"a\"", "a\x80", "a; b=\x01"})
    EXPECT_TRUE(is_malformed(header)) << header;
}

TEST(Section5_Header, OfManyPartsIsReadInTimeThatGrowsWithItsLength) {
  std::string header = "a";
  for (int i = 0; i < 100'000; ++i) header += "; b=\"1\"";
  ASSERT_EQ(read(header).size(), 1U);
  EXPECT_EQ(read(header).front().parameters.size(), 100'000U);
  EXPECT_EQ(read(std::string(1'000'000, ',') + "a").size(), 1U);
}

}  // namespace rfc7692
