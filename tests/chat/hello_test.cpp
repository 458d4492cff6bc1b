#include "tests/chat/clients.hpp"

/// kotori.v1: how a conversation begins, and who is told that somebody is there.
struct Hellos : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path(), {.loops = 2}};
};

TEST_F(Hellos, AreAnsweredWithWhoOneIsAndWhatIsThere) {
  JsonClient ann{chat};
  const auto welcome = ann.enters("laptop");
  EXPECT_EQ(welcome.id, "hello");
  EXPECT_EQ(welcome.user.name, "user0");
  EXPECT_EQ(welcome.user.id.value.size(), 32U);
  EXPECT_EQ(welcome.device.value, "laptop");
  EXPECT_NE(welcome.epoch.value, "");
  EXPECT_EQ(welcome.rooms, (std::vector<RoomState>{{.room = chat::lobby}}));
  EXPECT_EQ(welcome.limits, Limits{});
  EXPECT_EQ(ann.told<CaughtUp>(), (CaughtUp{chat::lobby, {0}, {welcome.user}, 1}));
}

TEST_F(Hellos, ComeFirst) {
  JsonClient ann{chat};
  EXPECT_EQ(ann.says<Refused>("hi", "c1").code, RefusalCode::hello_first);
  EXPECT_EQ(ann.renames<Refused>("Ann", "c1").code, RefusalCode::hello_first);
  EXPECT_EQ(ann.asks<Refused>(History{.id = "h", .room = chat::lobby}).id, "h");
  EXPECT_EQ(ann.enters().rooms.at(0).head.value, 0U);
}

TEST_F(Hellos, ComeOnce) {
  JsonClient ann{chat};
  ann.enters();
  EXPECT_EQ(ann.asks<Refused>(Hello{"again", {"d2"}, {}}), (Refused{.id = "again",
                                                                    .code = RefusalCode::hello_once,
                                                                    .message = "you have said hello before",
                                                                    .path = {},
                                                                    .retryable = false}));
  EXPECT_TRUE(ann.says("hi", "c1").seq);
}

TEST_F(Hellos, TellTheHeadOfTheRoom) {
  JsonClient ann{chat}, bob{chat};
  ann.enters();
  ann.says("one", "c1");
  ann.renames("Ann", "c2");
  EXPECT_EQ(bob.enters().rooms.at(0).head.value, 2U);
  EXPECT_EQ(bob.hears(), std::vector<Event>{});
}

TEST_F(Hellos, AreToldToTheOthersAsHereAndGoodbyesAsGone) {
  JsonClient ann{chat};
  ann.enters();
  ann.hears();
  chat::Person bobs_person;
  {
    JsonClient bob{chat};
    EXPECT_EQ(ann.hears(), std::vector<Event>{});  // who has not said hello is not there
    bobs_person = bob.enters().user;
    EXPECT_EQ(ann.hears(), std::vector<Event>{(Here{chat::lobby, bobs_person})});
    EXPECT_EQ(bob.hears(), std::vector<Event>{});  // it has been told who is there
  }
  EXPECT_EQ(ann.hears(), std::vector<Event>{(Gone{chat::lobby, bobs_person})});
}

TEST_F(Hellos, OfOnePersonsFurtherConnectionsAreNotTold) {
  JsonClient ann{chat};
  ann.enters();
  JsonClient laptop{chat}, phone{chat, laptop.cookie()};
  const auto one = laptop.enters("laptop"), two = phone.enters("phone");
  EXPECT_EQ(one.user, two.user);
  EXPECT_EQ(phone.told<CaughtUp>().here.size(), 2U);
  EXPECT_EQ(ann.hears(), std::vector<Event>{(Here{chat::lobby, one.user})});
  laptop.peer().leaves();
  EXPECT_EQ(ann.hears(), std::vector<Event>{});
  phone.peer().vanishes();
  EXPECT_EQ(ann.hears(), std::vector<Event>{(Gone{chat::lobby, one.user})});
}

TEST_F(Hellos, AndGoodbyesTakeNoPlaceInTheHistory) {
  JsonClient ann{chat};
  ann.enters();
  {
    JsonClient bob{chat};
    bob.enters();
  }
  EXPECT_EQ(ann.says("hi", "c1").seq->value, 1U);
}
