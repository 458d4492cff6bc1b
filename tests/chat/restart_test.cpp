#include "tests/chat/clients.hpp"

/// What is left when the server stops and starts again on the same data.
struct Restarts : testing::Test {
  adapters::TestDirectory data;
};

TEST_F(Restarts, AreToldToEveryoneWith1012) {
  Chat chat{data.path(), {.loops = 2}};
  PlainClient ann{chat};
  JsonClient bob{chat}, silent{chat};
  bob.enters();
  chat.server().stop();
  EXPECT_EQ(ann.peer().closed_with(), kotori::CloseCode::service_restart);
  EXPECT_EQ(bob.peer().closed_with(), kotori::CloseCode::service_restart);
  EXPECT_EQ(silent.peer().closed_with(), kotori::CloseCode::service_restart);
  EXPECT_EQ(chat.server().connections(), 0U);
}

TEST_F(Restarts, KeepHistoryNamesAndEpoch) {
  Cookie cookie;
  Welcome before;
  HistoryPage page;
  {
    Chat chat{data.path()};
    JsonClient ann{chat};
    ann.enters();
    ann.says("hi", "c1");
    ann.renames("Ann", "c2");
    ann.says("again", "c3");
    page = ann.reads({});
    cookie = ann.cookie();
    before = JsonClient{chat, cookie}.enters();
  }
  Chat chat{data.path(), {.loops = 3, .seed = 2}};
  JsonClient eve{chat}, ann{chat, cookie};
  eve.enters();
  EXPECT_EQ(eve.renames<Refused>("ANN", "c1").code, RefusalCode::name_taken);
  const auto after = ann.enters();
  EXPECT_EQ(after.epoch, before.epoch);
  EXPECT_EQ(after.user, before.user);
  EXPECT_EQ(after.rooms.at(0).head.value, 3U);
  EXPECT_EQ(ann.reads({}), page);
}

TEST_F(Restarts, GoOnCountingWhereTheyEnded) {
  Cookie cookie;
  {
    Chat chat{data.path()};
    JsonClient ann{chat};
    ann.enters();
    ann.says("hi", "c1");
    cookie = ann.cookie();
  }
  Chat chat{data.path()};
  JsonClient ann{chat, cookie}, newcomer{chat};
  ann.enters();
  EXPECT_EQ(newcomer.enters().user.name, "user1");
  EXPECT_EQ(ann.says("hi", "c1").seq->value, 1U);  // a repeat of what was said before the restart
  EXPECT_EQ(ann.says("hi", "c2").seq->value, 2U);
  EXPECT_EQ(ann.renames<Refused>("Ann", "c1").code, RefusalCode::already_used);
}

TEST_F(Restarts, KeepWhatWasBegunWhenTheyCame) {
  {
    Chat chat{data.path(), {.loops = 2}};
    JsonClient ann{chat};
    ann.enters();
    for (const auto number : count(1, 20)) {
      const auto text = std::to_string(number);
      ann.begins(Say{text, chat::lobby, {text}, text, {}});
    }
  }
  Chat chat{data.path()};
  JsonClient ann{chat};
  ann.enters();
  EXPECT_EQ(seqs_of(ann.reads({}).facts), count(1, 20));
}

TEST_F(Restarts, OnOtherDataAreAnotherEpoch) {
  adapters::TestDirectory other;
  Chat chat{data.path()}, copy{other.path()};
  EXPECT_NE(JsonClient{chat}.enters().epoch, JsonClient{copy}.enters().epoch);
}
