#include "on_both_servers.hpp"

kotori::Routes uploads_and_frames();

template <class Server> struct UploadsAndFrames : testing::Test {
  Server server{uploads_and_frames()};
};
TYPED_TEST_SUITE(UploadsAndFrames, BothServers);

// region: upload
TYPED_TEST(UploadsAndFrames, TakeMoreThanAMessageMayBe) {
  auto ann = this->server.connect("/uploads");
  ann.says_binary(std::string(10'000'000, 'x'));
  ann.says("a text");
  EXPECT_EQ(ann.hears(), "got 10000000 bytes");
  EXPECT_EQ(ann.hears(), "got 6 bytes");
}
// end: upload

TYPED_TEST(UploadsAndFrames, GiveFramesBackAndEndProperly) {
  auto ann = this->server.connect("/frames");
  ann.says("hello");
  ann.says_binary("\x01");
  EXPECT_EQ(ann.hears(), "hello");
  EXPECT_EQ(ann.hears(), "\x01");
  ann.leaves(kotori::CloseCode{4000});
  EXPECT_EQ(ann.closed_with(), kotori::CloseCode{4000});
}
