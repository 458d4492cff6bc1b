#include "on_both_servers.hpp"

kotori::Routes connections(kotori::Audience& everyone);

template <class Server> struct Connections : testing::Test {
  kotori::Audience everyone;
  Server server{connections(everyone)};
};
TYPED_TEST_SUITE(Connections, BothServers);

TYPED_TEST(Connections, AreKeptWhileTheyLast) {
  auto ann = this->server.connect("/chat"), bob = this->server.connect("/chat");
  bob.says("how many are we?");
  bob.hears();
  ann.says("how many are we?");
  EXPECT_EQ(ann.hears(), "you are one of 2");
  bob.leaves();
  ann.says("and now?");
  EXPECT_EQ(ann.hears(), "you are one of 1");
}
