#include "kotori/websocket/handshake.hpp"

#include <array>
#include <gtest/gtest.h>
#include <vector>

namespace kotori::inline v0::websocket {

// §1.3
TEST(AcceptKey, IsThatOfTheRfcForTheKeyOfTheRfc) {
  EXPECT_EQ(accept_key("dGhlIHNhbXBsZSBub25jZQ=="), "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  EXPECT_TRUE(answers(" s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\t", "dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_FALSE(answers("s3pPLMBiTxaQ9kYGzzhZRbK+xoo=", "dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_FALSE(answers("", "dGhlIHNhbXBsZSBub25jZQ=="));
}

TEST(Key, IsSixteenBytesInBase64) {
  EXPECT_TRUE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ=="));
  EXPECT_TRUE(is_valid_key("AAAAAAAAAAAAAAAAAAAAAA=="));
  EXPECT_TRUE(is_valid_key("/////////////////////w=="));
  EXPECT_FALSE(is_valid_key(""));
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25j"));      // 15 bytes
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25jZQA="));  // 17 bytes
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25jZQ"));    // not filled up
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25jZR=="));  // bits beyond the 16th byte
  EXPECT_FALSE(is_valid_key("dGhlIHNhbXBsZSBub25j-Q=="));  // not a digit of base64
  EXPECT_FALSE(is_valid_key(" dGhlIHNhbXBsZSBub25jZQ=="));
}

TEST(Key, MadeOfSixteenBytesIsValid) {
  const std::array<std::uint8_t, 16> counting{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16};
  EXPECT_EQ(make_key(counting), "AQIDBAUGBwgJCgsMDQ4PEA==");
  EXPECT_TRUE(is_valid_key(make_key(counting)));
}

TEST(Connection, NamesUpgradeInAnyCaseAndAnyPlace) {
  EXPECT_TRUE(names("Upgrade", "upgrade"));
  EXPECT_TRUE(names("keep-alive, Upgrade", "upgrade"));
  EXPECT_TRUE(names("keep-alive,UPGRADE", "upgrade"));
  EXPECT_TRUE(names(" , ,upgrade ,\t,", "upgrade"));
  EXPECT_FALSE(names("", "upgrade"));
  EXPECT_FALSE(names("keep-alive", "upgrade"));
  EXPECT_FALSE(names("upgrades", "upgrade"));
  EXPECT_FALSE(names("upgrade keep-alive", "upgrade"));
  EXPECT_FALSE(names("upgrade, \"quoted\"", "upgrade"));
  EXPECT_FALSE(names("upgrade;q=1", "upgrade"));
}

TEST(Upgrade, NamesWebsocketAmongOtherProtocols) {
  EXPECT_TRUE(names("WebSocket", "websocket"));
  EXPECT_TRUE(names("HTTP/2.0, websocket", "websocket"));
  EXPECT_FALSE(names("websocket/", "websocket"));
  EXPECT_FALSE(names("websocket/13", "websocket"));
}

TEST(Subprotocol, IsTheServersFirstChoice) {
  const std::vector<std::string> supported{"kotori.v2", "kotori.v1"};
  EXPECT_EQ(choose_subprotocol(supported, "kotori.v1"), "kotori.v1");
  EXPECT_EQ(choose_subprotocol(supported, "kotori.v1, other ,kotori.v2"), "kotori.v2");
}

TEST(Subprotocol, IsNoneIfTheyHaveNoneInCommon) {
  const std::vector<std::string> supported{"kotori.v1"};
  EXPECT_EQ(choose_subprotocol(supported, "chat, Kotori.v1"), "");
  EXPECT_EQ(choose_subprotocol({}, "chat"), "");
}

TEST(Subprotocol, IsRefusedUnlessOfferedAsAListOfDifferentTokens) {
  const std::vector<std::string> supported{"kotori.v1"};
  for (const std::string_view offered : {"", " , ", "kotori.v1, kotori.v1", "kotori.v1 chat", "kotori.v1, a/b",
                                         "kotori.v1;x", "\"kotori.v1\"", "kotori.v1, caf\xC3\xA9"}) {
    EXPECT_FALSE(choose_subprotocol(supported, offered).has_value()) << offered;
  }
}

}  // namespace kotori::inline v0::websocket
