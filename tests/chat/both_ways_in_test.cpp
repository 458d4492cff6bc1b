#include "tests/chat/clients.hpp"

/// One lobby, whichever way one came in.
struct BothWaysIn : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path(), {.loops = 2}};
};

TEST_F(BothWaysIn, LeadToTheSameLobby) {
  PlainClient ann{chat};
  JsonClient bob{chat};
  const auto welcome = bob.enters();
  EXPECT_EQ(welcome.user.name, "user1");
  ASSERT_EQ(welcome.rooms.size(), 1U);
  EXPECT_EQ(bob.told<CaughtUp>().here.size(), 2U);

  ann.says("hi");
  EXPECT_EQ(ann.hears(), "user0 said: hi");
  EXPECT_EQ(texts_of(bob.hears()), std::vector<std::string>{"hi"});
  bob.says("good\nday", "c1");
  EXPECT_EQ(ann.hears(), "user1 said: good\n    day");
  EXPECT_EQ(texts_of(bob.hears()), std::vector<std::string>{"good\nday"});
}

TEST_F(BothWaysIn, ShareNamesAndIdentity) {
  PlainClient ann{chat};
  ann.asks("/name Ann");
  JsonClient also_ann{chat, ann.cookie()}, eve{chat};
  EXPECT_EQ(also_ann.enters().user.name, "Ann");
  eve.enters();
  EXPECT_EQ(eve.renames<Refused>("ann", "c1").code, RefusalCode::name_taken);
}

TEST_F(BothWaysIn, ShareTheHistory) {
  JsonClient bob{chat};
  bob.enters();
  bob.says("before you came", "c1");
  bob.renames("Bob", "c2");
  PlainClient ann{chat};
  EXPECT_EQ(ann.asks("/history"), "user0 said: before you came");
}

TEST_F(BothWaysIn, SeeAPlainTextClientComeAndGo) {
  JsonClient bob{chat};
  bob.enters();
  bob.hears();
  {
    PlainClient ann{chat};
    const auto came = bob.hears();
    ASSERT_EQ(came.size(), 1U);
    EXPECT_EQ(std::get<Here>(came[0]).user.name, "user1");
  }
  const auto left = bob.hears();
  ASSERT_EQ(left.size(), 1U);
  EXPECT_EQ(std::get<Gone>(left[0]).user.name, "user1");
}

TEST_F(BothWaysIn, AreToldApartByTheSubprotocol) {
  JsonClient json{chat};
  EXPECT_EQ(json.peer().header("Sec-WebSocket-Protocol"), "kotori.v1");
  PlainClient plain{chat};
  EXPECT_EQ(plain.peer().header("Sec-WebSocket-Protocol"), "");
}

TEST_F(BothWaysIn, NeedAnUpgrade) {
  const auto answer = chat.server().get("/chat");
  EXPECT_EQ(answer.status, 426);
  EXPECT_EQ(answer.headers.find("Upgrade"), "websocket");
  EXPECT_EQ(chat.server().get("/healthz").body, "ok\n");
}
