#include "apps/kotori/bench/options.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

TEST(Url, IsAnAddressAPortAndAPath) {
  const auto url = parse_url("ws://127.0.0.1:9001/chat?room=1");
  ASSERT_TRUE(url);
  EXPECT_FALSE(url->tls);
  EXPECT_EQ(url->endpoint, (kotori::Endpoint{"127.0.0.1", 9001}));
  EXPECT_EQ(url->host, "127.0.0.1:9001");
  EXPECT_EQ(url->name, "127.0.0.1");
  EXPECT_EQ(url->target, "/chat?room=1");
}

TEST(Url, HasTheUsualPortAndTheRootIfItSaysNeither) {
  EXPECT_EQ(parse_url("ws://127.0.0.1")->endpoint.port, 80);
  EXPECT_EQ(parse_url("wss://127.0.0.1")->endpoint.port, 443);
  EXPECT_EQ(parse_url("ws://127.0.0.1")->target, "/");
}

TEST(Url, MayBeOfIPv6) {
  EXPECT_EQ(parse_url("ws://[::1]:80/")->endpoint, (kotori::Endpoint{"::1", 80}));
  EXPECT_EQ(parse_url("ws://[::1]/")->endpoint, (kotori::Endpoint{"::1", 80}));
  EXPECT_EQ(parse_url("wss://[::1]:8443/")->name, "::1");
}

TEST(Url, IsRefusedWithASentence) {
  for (const auto* wrong :
       {"", "http://127.0.0.1/", "127.0.0.1", "ws://", "ws://:80/", "ws://127.0.0.1:x/", "ws://127.0.0.1:65536/"}) {
    const auto url = parse_url(wrong);
    ASSERT_FALSE(url) << wrong;
    EXPECT_FALSE(url.error().message.empty()) << wrong;
  }
}

}  // namespace
}  // namespace bench
