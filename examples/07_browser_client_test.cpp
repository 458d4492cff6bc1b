#include "on_both_servers.hpp"

kotori::Routes with_page(kotori::Audience& everyone, std::atomic<int>& visitors, const std::string& page);

template <class Server> struct BrowserClient : testing::Test {
  kotori::Audience everyone;
  std::atomic<int> visitors = 0;
  Server server{with_page(everyone, visitors, EXAMPLES "/07_browser_client")};
};
TYPED_TEST_SUITE(BrowserClient, BothServers);

TYPED_TEST(BrowserClient, IsServedWithItsScript) {
  const auto page = this->server.get("/");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(page.headers.find("Content-Type"), "text/html; charset=utf-8");
  EXPECT_NE(page.body.find("chat.js"), page.body.npos);
  EXPECT_EQ(this->server.get("/chat.js").headers.find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(this->server.get("/nothing").status, 404);
  EXPECT_EQ(this->server.get("/../CMakeLists.txt").status, 400);
}

TYPED_TEST(BrowserClient, TalksToTheSameServer) {
  auto ann = this->server.connect("/chat");
  ann.says("hi");
  EXPECT_EQ(ann.hears(), "user0 said: hi");
}
