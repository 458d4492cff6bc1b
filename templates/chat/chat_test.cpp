#include "chat.hpp"

#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>

struct ChatTest : testing::Test {
  Chat chat;
  kotori::TestServer server{chat.routes()};  // in memory: no port, no threads, and a clock that the test turns
};

TEST_F(ChatTest, LetsEveryoneHearWhatOneSays) {
  auto ann = server.connect("/chat"), bob = server.connect("/chat");
  ann.says("hi");
  EXPECT_EQ(ann.hears(), "user0 said: hi");
  EXPECT_EQ(bob.hears(), "user0 said: hi");
}

TEST_F(ChatTest, ForgetsWhoHasGone) {
  auto ann = server.connect("/chat");
  server.connect("/chat").leaves();
  ann.says("anybody?");
  EXPECT_EQ(ann.hears(), "user0 said: anybody?");
  EXPECT_EQ(server.connections(), 1U);
}

TEST_F(ChatTest, ServesItsPage) {
  const auto page = server.get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_NE(page.body.find("chat.js"), page.body.npos);
}
