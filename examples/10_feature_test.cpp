#include "on_both_servers.hpp"

#include <atomic>

kotori::Routes behind_a_door(const std::atomic<bool>& open);

template <class Server> struct ADoor : testing::Test {
  std::atomic<bool> open = true;
  Server server{behind_a_door(open)};
};
TYPED_TEST_SUITE(ADoor, BothServers);

TYPED_TEST(ADoor, ThatIsOpenIsPassedByPagesAndConversations) {
  const auto page = this->server.get("/");
  EXPECT_EQ(page.body, "Come in.\n");
  EXPECT_EQ(page.headers.find("X-Door"), "open");
  EXPECT_EQ(page.headers.find("Server"), "kotori");
  auto ann = this->server.connect("/chat");
  EXPECT_EQ(ann.header("X-Door"), "open");
  EXPECT_NE(ann.header("X-Request-Id"), "");
  this->open = false;
  ann.says("still here");
  EXPECT_EQ(ann.hears(), "still here");
}

TYPED_TEST(ADoor, ThatIsShutTellsEverybodyToComeBack) {
  this->open = false;
  const auto page = this->server.get("/");
  EXPECT_EQ(page.status, 503);
  EXPECT_EQ(page.body, R"({"title":"Service Unavailable","status":503,"detail":"Closed for today."})");
  EXPECT_EQ(this->server.get("/nowhere").status, 503);
  EXPECT_EQ(this->server.connect("/chat").status(), 503);
}
