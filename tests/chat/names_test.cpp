#include "tests/chat/clients.hpp"

/// Names, as both kinds of clients meet them.
struct Names : testing::Test {
  adapters::TestDirectory data;
  Chat chat{data.path()};
};

TEST_F(Names, CanBeChangedByEitherCommand) {
  PlainClient ann{chat};
  EXPECT_EQ(ann.asks("/name Ann"), "[server] you are now called Ann");
  EXPECT_EQ(ann.asks("hi"), "Ann said: hi");
  EXPECT_EQ(ann.asks("/user  小鳥 "), "[server] you are now called 小鳥");
  EXPECT_EQ(ann.asks("hi"), "小鳥 said: hi");
  EXPECT_EQ(ann.asks("/name"), "[server] which name? write: /name NEW");
}

TEST_F(Names, AreUniqueWhateverTheirCaseAndWidth) {
  PlainClient ann{chat};
  ann.asks("/name Ann");
  PlainClient eve{chat};
  for (const auto* same : {"Ann", "ANN", "ann", "Ａｎｎ", " Ann "})
    EXPECT_EQ(eve.asks(std::string{"/name "} + same), "[server] somebody else goes by this name") << same;
  EXPECT_EQ(eve.asks("hi"), "user1 said: hi");
}

TEST_F(Names, StayTakenWhileTheirOwnerIsAway) {
  PlainClient{chat}.asks("/name Ann");
  EXPECT_EQ(PlainClient{chat}.asks("/name ann"), "[server] somebody else goes by this name");
}

TEST_F(Names, AreFreeAgainOnceTheirOwnerHasAnother) {
  PlainClient ann{chat}, bob{chat};
  ann.asks("/name Ann");
  ann.asks("/name Anna");
  EXPECT_EQ(bob.asks("/name Ann"), "[server] you are now called Ann");
}

TEST_F(Names, MayBeSpelledAnewByTheirOwner) {
  PlainClient ann{chat};
  ann.asks("/name ann");
  EXPECT_EQ(ann.asks("/name ANN"), "[server] you are now called ANN");
  EXPECT_EQ(ann.asks("hi"), "ANN said: hi");
}

TEST_F(Names, CannotPassForTheServerOrForANewcomer) {
  PlainClient eve{chat};
  for (const auto* name : {"server", "[server]", "SERVER", "ｓｅｒｖｅｒ", "s.e.r.v.e.r", "system", "user1", "User 7",
                           "user\u0661", "ann said: hi", "a\u200Bnn", "\u202Eann", "a\nb"}) {
    const auto answer = eve.asks(std::string{"/name "} + name);
    EXPECT_TRUE(answer.starts_with("[server] ")) << name;
    EXPECT_FALSE(answer.starts_with("[server] you are now")) << name;
  }
  EXPECT_EQ(eve.asks("hi"), "user0 said: hi");
}

TEST_F(Names, OfNewcomersMayBeTakenBackByTheirOwnNewcomer) {
  PlainClient ann{chat};
  ann.asks("/name Ann");
  EXPECT_EQ(ann.asks("/name user0"), "[server] you are now called user0");
}

TEST_F(Names, SurviveAReconnectWithTheCookie) {
  Cookie cookie;
  {
    PlainClient ann{chat};
    ann.asks("/name Ann");
    cookie = ann.cookie();
  }
  PlainClient again{chat, cookie}, stranger{chat};
  EXPECT_EQ(again.asks("back"), "Ann said: back");
  EXPECT_EQ(stranger.hears(), "Ann said: back");
  EXPECT_EQ(stranger.asks("who?"), "user1 said: who?");
}

TEST_F(Names, AreNotGivenToAForgedCookie) {
  PlainClient ann{chat};
  ann.asks("/name Ann");
  auto forged = ann.cookie();
  forged.back() = forged.back() == 'A' ? 'B' : 'A';
  EXPECT_EQ(PlainClient(chat, forged).asks("hi"), "user1 said: hi");
}

TEST_F(Names, AreToldToEveryoneAsAFact) {
  JsonClient ann{chat}, bob{chat};
  const auto me = ann.enters().user;
  bob.enters();
  const auto ok = ann.renames("Ann", "c1");
  const auto heard = bob.hears();
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0], Event(Renamed{chat::lobby, *ok.seq, *ok.at, {me.id, "Ann"}, "user0"}));
  ann.says("hi", "c2");
  EXPECT_EQ(std::get<Said>(bob.hears().at(0)).user.name, "Ann");
}

TEST_F(Names, AreRefusedWithACodeInKotoriV1) {
  JsonClient ann{chat}, eve{chat};
  ann.enters();
  eve.enters();
  ann.renames("Ann", "c1");
  EXPECT_EQ(eve.renames<Refused>("ＡＮＮ", "c1").code, RefusalCode::name_taken);
  EXPECT_EQ(eve.renames<Refused>("server", "c2").code, RefusalCode::name_not_allowed);
  EXPECT_EQ(eve.renames<Refused>(std::string(33, 'x'), "c3").code, RefusalCode::name_not_allowed);
  EXPECT_EQ(eve.renames<Refused>(std::string(129, 'x'), "c4").code, RefusalCode::name_not_allowed);
  EXPECT_EQ(eve.renames<Refused>("", "c5").code, RefusalCode::name_not_allowed);
  EXPECT_TRUE(eve.renames(std::string(32, 'x'), "c6").seq);
}

TEST_F(Names, ThatWereRefusedMayBeAskedForAgainOnceTheyAreFree) {
  JsonClient ann{chat}, bob{chat};
  ann.enters();
  bob.enters();
  ann.renames("Ann", "c1");
  EXPECT_EQ(bob.renames<Refused>("Ann", "c1").code, RefusalCode::name_taken);
  ann.renames("Anna", "c2");
  EXPECT_TRUE(bob.renames("Ann", "c1").seq);
}
