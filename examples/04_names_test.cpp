#include "on_both_servers.hpp"

// region: fixture
kotori::Routes named(kotori::Audience& everyone, std::atomic<int>& visitors);

template <class Server> struct Names : testing::Test {
  kotori::Audience everyone;
  std::atomic<int> visitors = 0;
  Server server{named(everyone, visitors)};
};
TYPED_TEST_SUITE(Names, BothServers);
// end: fixture

// region: test
TYPED_TEST(Names, StandBeforeWhatEveryoneHears) {
  auto ann = this->server.connect("/chat");
  ann.says("first");
  EXPECT_EQ(ann.hears(), "user0 said: first");
  auto bob = this->server.connect("/chat");
  bob.says("hi");
  EXPECT_EQ(bob.hears(), "user1 said: hi");
  EXPECT_EQ(ann.hears(), "user1 said: hi");
}
// end: test

TYPED_TEST(Names, AreNeverUsedAgain) {
  {
    auto ann = this->server.connect("/chat");
    ann.says("I am off");
    EXPECT_EQ(ann.hears(), "user0 said: I am off");
  }
  auto bob = this->server.connect("/chat");
  bob.says("hi");
  EXPECT_EQ(bob.hears(), "user1 said: hi");
}
