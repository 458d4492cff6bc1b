#include "adapters/bus_nats/nats_url.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace adapters {

TEST(ANatsUrl, IsAHostAndAPortAndAsWhomOneComes) {
  EXPECT_EQ(parse_nats_url("nats://bus"), (NatsUrl{.tls = false, .host = "bus"}));
  EXPECT_EQ(parse_nats_url("nats://127.0.0.1:4000/"), (NatsUrl{.host = "127.0.0.1", .port = 4000}));
  EXPECT_EQ(parse_nats_url("tls://[::1]:4000"), (NatsUrl{.tls = true, .host = "::1", .port = 4000}));
  EXPECT_EQ(parse_nats_url("nats://ann:p%40%3a:@bus"), (NatsUrl{.host = "bus", .user = "ann", .password = "p@::"}));
  EXPECT_EQ(parse_nats_url("nats://sesame@bus:1"), (NatsUrl{.host = "bus", .port = 1, .token = "sesame"}));
}

TEST(ANatsUrl, IsShownWithoutItsSecrets) {
  EXPECT_EQ(parse_nats_url("tls://ann:secret@bus").server(), "bus:4222");
  EXPECT_EQ(parse_nats_url("nats://secret@[::1]:4000").server(), "[::1]:4000");
}

TEST(ANatsUrl, IsRefusedWithoutItsSecrets) {
  for (const auto* text :
       {"", "secret", "bus:4222", "http://secret@bus", "nats://", "nats://secret@", "nats://secret@:1",
        "nats://secret@bus:", "nats://secret@bus:0", "nats://secret@bus:65536", "nats://secret@bus:1x",
        "nats://secret@bus/way", "nats://secret@a,b", "nats://secret@[::1", "nats://secret@[::1]x",
        "nats://secret%4@bus", "nats://secret%4x@bus", "nats://secret%-1@bus"}) {
    try {
      parse_nats_url(text);
      FAIL() << text;
    } catch (const std::invalid_argument& why) {
      EXPECT_EQ(std::string_view(why.what()).find("secret"), std::string_view::npos) << why.what();
    }
  }
}

}  // namespace adapters
