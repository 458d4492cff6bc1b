#include "on_both_servers.hpp"

kotori::Routes recognising(kotori::Audience& everyone, std::atomic<int>& visitors);

template <class Server> struct Sessions : testing::Test {
  kotori::Audience everyone;
  std::atomic<int> visitors = 0;
  Server server{recognising(everyone, visitors)};

  static kotori::http::Headers with(const std::string& set_cookie) {
    kotori::http::Headers headers;
    headers.add("Cookie", set_cookie.substr(0, set_cookie.find(';')));
    return headers;
  }
};
TYPED_TEST_SUITE(Sessions, AllServers);

TYPED_TEST(Sessions, GiveAVisitorWhoComesBackTheSameName) {
  std::string cookie;
  {
    auto ann = this->server.connect("/chat");
    cookie = ann.header("Set-Cookie");
    ann.says("hi");
    EXPECT_EQ(ann.hears(), "user0 said: hi");
  }
  EXPECT_NE(cookie.find("HttpOnly"), cookie.npos);
  EXPECT_NE(cookie.find("SameSite=Lax"), cookie.npos);

  auto again = this->server.connect("/chat", this->with(cookie));
  EXPECT_EQ(again.header("Set-Cookie"), "");
  again.says("back");
  EXPECT_EQ(again.hears(), "user0 said: back");
}

TYPED_TEST(Sessions, GiveAForgerANewName) {
  auto ann = this->server.connect("/chat");
  auto forged = ann.header("Set-Cookie");
  forged[forged.find('=') + 3] ^= 1;
  auto eve = this->server.connect("/chat", this->with(forged));
  eve.says("I am user0");
  EXPECT_EQ(eve.hears(), "user1 said: I am user0");
}
