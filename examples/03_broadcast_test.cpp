#include "on_both_servers.hpp"

kotori::Routes broadcast(kotori::Audience& everyone);

template <class Server> struct Broadcast : testing::Test {
  kotori::Audience everyone;
  Server server{broadcast(everyone)};
};
TYPED_TEST_SUITE(Broadcast, AllServers);

TYPED_TEST(Broadcast, ReachesEveryoneAndTheSenderToo) {
  auto ann = this->server.connect("/chat"), bob = this->server.connect("/chat");
  bob.says("here");
  EXPECT_EQ(bob.hears(), "here");
  ann.hears();
  ann.says("hi all");
  EXPECT_EQ(ann.hears(), "hi all");
  EXPECT_EQ(bob.hears(), "hi all");
}

// region: vanishes
TYPED_TEST(Broadcast, GoesOnWhenSomebodyVanishes) {
  auto ann = this->server.connect("/chat"), bob = this->server.connect("/chat");
  bob.vanishes();
  ann.says("still here?");
  EXPECT_EQ(ann.hears(), "still here?");
}
// end: vanishes
