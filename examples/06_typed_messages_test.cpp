#include "on_both_servers.hpp"

kotori::Routes typed(kotori::Audience& everyone);

template <class Server> struct TypedMessages : testing::Test {
  kotori::Audience everyone;
  Server server{typed(everyone)};
};
TYPED_TEST_SUITE(TypedMessages, AllServers);

TYPED_TEST(TypedMessages, AreHeardFromARenamedVisitor) {
  auto ann = this->server.connect("/chat"), bob = this->server.connect("/chat");
  bob.says(R"({"type":"say","text":"I am here"})");
  bob.hears();
  ann.says(R"({"type":"rename","name":"Ann"})");
  ann.says(R"({"type":"say","text":"hi \u9ce5"})");
  EXPECT_EQ(bob.hears(), R"({"type":"said","from":"Ann","text":"hi 鳥"})");
}

TYPED_TEST(TypedMessages, EndTheConversationWhenTheyAreNone) {
  for (const auto* nonsense : {"nonsense", R"({"type":"shout"})", R"({"type":"say"})", R"({"type":"say","text":1})"}) {
    auto ann = this->server.connect("/chat");
    ann.says(nonsense);
    EXPECT_EQ(ann.closed_with(), kotori::CloseCode::invalid_payload) << nonsense;
  }
}
