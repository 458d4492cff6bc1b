#include "tests/chat/clients.hpp"

/// The guide's chat, from outside: any WebSocket client, no subprotocol.
struct PlainTextChat : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path()};
};

TEST_F(PlainTextChat, TellsEveryoneWhatSomebodySaysTheSenderIncluded) {
  PlainClient ann{chat}, bob{chat};
  ann.says("hi");
  EXPECT_EQ(ann.hears(), "user0 said: hi");
  EXPECT_EQ(bob.hears(), "user0 said: hi");
  bob.says("hello");
  EXPECT_EQ(ann.hears(), "user1 said: hello");
}

TEST_F(PlainTextChat, GivesNoNoticesAndNoHistoryUnasked) {
  PlainClient ann{chat};
  ann.asks("hi");
  {
    PlainClient bob{chat};
    EXPECT_EQ(bob.hears(), "(nothing)");
    EXPECT_EQ(bob.asks("/name Bob"), "[server] you are now called Bob");
  }
  EXPECT_EQ(ann.hears(), "(nothing)");
}

TEST_F(PlainTextChat, IgnoresBinaryMessages) {
  PlainClient ann{chat}, bob{chat};
  ann.peer().says_binary("hi");
  EXPECT_EQ(bob.hears(), "(nothing)");
  EXPECT_EQ(ann.asks("still here"), "user0 said: still here");
}

TEST_F(PlainTextChat, NeverReusesANumber) {
  {
    PlainClient gone{chat};
  }
  PlainClient ann{chat};
  EXPECT_EQ(ann.asks("hi"), "user1 said: hi");
}

TEST_F(PlainTextChat, SaysWhichCommandsThereAre) {
  PlainClient ann{chat};
  const auto help = ann.asks("/help");
  for (const auto* command : {"/help", "/who", "/name", "/user", "/history"}) EXPECT_NE(help.find(command), help.npos);
  EXPECT_TRUE(help.starts_with("[server] "));
  EXPECT_EQ(ann.asks("/dance now"), "[server] unknown command /dance; try /help");
  EXPECT_EQ(ann.hears(), "(nothing)");
}

TEST_F(PlainTextChat, TellsOneWhoAsksWhoIsThere) {
  PlainClient ann{chat};
  PlainClient bob{chat};
  bob.asks("/name Bob");
  const auto here = ann.asks("/who");
  EXPECT_TRUE(here == "[server] here now: user0, Bob" || here == "[server] here now: Bob, user0") << here;
  bob.peer().leaves();
  EXPECT_EQ(ann.asks("/who"), "[server] here now: user0");
}

TEST_F(PlainTextChat, CountsSomebodyWithTwoConnectionsOnce) {
  PlainClient ann{chat};
  PlainClient too{chat, ann.cookie()};
  EXPECT_EQ(too.asks("/who"), "[server] here now: user0");
  too.peer().leaves();
  EXPECT_EQ(ann.asks("/who"), "[server] here now: user0");
}

TEST_F(PlainTextChat, ShowsHistoryToOneWhoAsks) {
  PlainClient ann{chat}, bob{chat};
  EXPECT_EQ(ann.asks("/history"), "[server] nothing has been said yet");
  ann.asks("one");
  ann.asks("two\nlines");
  bob.asks("/name Bob");
  EXPECT_EQ(PlainClient{chat}.asks("/history"), "user0 said: one\nuser0 said: two\n    lines");
}

TEST_F(PlainTextChat, LetsNobodyForgeAnothersLine) {
  PlainClient eve{chat};
  for (const auto* line_break : {"\n", "\r\n", "\r", "\u0085", "\u2028", "\u2029"})
    EXPECT_EQ(eve.asks(std::string{"hi"} + line_break + "user1 said: I quit"),
              "user0 said: hi\n    user1 said: I quit");
  EXPECT_EQ(eve.asks("/x\nuser1 said: I quit"), "[server] unknown command /x; try /help");
}

TEST_F(PlainTextChat, SaysWhyATextIsRefusedAndLivesOn) {
  PlainClient ann{chat};
  EXPECT_EQ(ann.asks(" "), "[server] there is nothing to see in this text");
  EXPECT_EQ(ann.asks(std::string(16'001, 'x')), "[server] the text is too long");
  EXPECT_EQ(ann.asks(std::string(16'000, 'x')), "user0 said: " + std::string(16'000, 'x'));
}

TEST_F(PlainTextChat, ShowsEachItsOwnMessagesInOrder) {
  PlainClient ann{chat}, bob{chat};
  for (int i = 0; i < 50; ++i) {
    ann.says("a" + std::to_string(i));
    bob.says("b" + std::to_string(i));
  }
  std::vector<std::string> by_ann, by_bob;
  for (auto text = ann.hears(); text != "(nothing)"; text = ann.hears()) {
    (text.starts_with("user0") ? by_ann : by_bob).push_back(text);
    EXPECT_EQ(bob.hears(), text);
  }
  ASSERT_EQ(by_ann.size(), 50U);
  ASSERT_EQ(by_bob.size(), 50U);
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(by_ann[i], "user0 said: a" + std::to_string(i));
    EXPECT_EQ(by_bob[i], "user1 said: b" + std::to_string(i));
  }
}
