#include "on_both_servers.hpp"

kotori::Routes echo();

template <class Server> struct Echo : testing::Test {
  Server server{echo()};
};
TYPED_TEST_SUITE(Echo, BothServers);

TYPED_TEST(Echo, SaysBackEachTextToWhoSaidIt) {
  auto ann = this->server.connect("/chat"), bob = this->server.connect("/chat");
  ann.says("hello");
  ann.says("小鳥");
  bob.says("me too");
  EXPECT_EQ(ann.hears(), "hello");
  EXPECT_EQ(ann.hears(), "小鳥");
  EXPECT_EQ(bob.hears(), "me too");
}

TYPED_TEST(Echo, IgnoresBinaryMessages) {
  auto ann = this->server.connect("/chat");
  ann.says_binary("\x01");
  ann.says("text");
  EXPECT_EQ(ann.hears(), "text");
}
