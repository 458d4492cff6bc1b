#include "kotori/websocket/test_audience.hpp"

#include <gtest/gtest.h>
#include <string>

/// When an audience is told: at once, together, or by and by.
namespace kotori::inline v0::websocket {
using namespace std::chrono_literals;

struct ALargeAudience : AnAudience {
  ALargeAudience() : AnAudience(1, 1, {.members_a_turn = 2}) {
    for (int i = 0; i < 7; ++i) joined();
  }
  std::size_t hearers() {
    std::size_t count = 0;
    for (std::size_t i = 0; i < members.size(); ++i) count += heard(i).empty() ? 0 : 1;
    return count;
  }
};

TEST_F(ALargeAudience, IsToldSomeATurnSoThatOthersGetTheirs) {
  std::vector<std::size_t> had_heard;
  Loop& loop = simulation.loop();
  std::function<void()> look = [&] {
    had_heard.push_back(hearers());
    if (had_heard.size() < 10) loop.post([&] { look(); });
  };
  act([&] {
    everyone.send("hello");
    look();
  });
  EXPECT_TRUE(std::ranges::is_sorted(had_heard));
  for (std::size_t i = 1; i < had_heard.size(); ++i) EXPECT_LE(had_heard[i], had_heard[i - 1] + 2);
  EXPECT_EQ(hearers(), 7U);
}

TEST_F(ALargeAudience, HearsInOrderWhatIsSaidWhileItIsTold) {
  act([&] {
    everyone.send("one");
    simulation.loop().post([&] {
      everyone.send("two");
      socket(0).send("to the first alone");
      socket(6).send("to the last alone");
      everyone.send("three");
    });
  });
  for (std::size_t i = 1; i < 6; ++i) EXPECT_EQ(heard(i), (Texts{"one", "two", "three"})) << i;
  EXPECT_EQ(heard(0), (Texts{"one", "two", "to the first alone", "three"}));
  EXPECT_EQ(heard(6), (Texts{"one", "two", "to the last alone", "three"}));
}

TEST_F(ALargeAudience, IsToldNextAtOnceWhatIsMuchAlreadyWhenATellingEnds) {
  simulation.loop().a_look_takes = 1ms;
  act([&] {
    everyone.send("one");
    simulation.loop().post([&] { everyone.send(std::string(64 * 1024, 'x')); });
  });
  EXPECT_EQ(heard(0).size(), 2U);
}

TEST_F(ALargeAudience, MayBeLeftAndJoinedWhileItIsTold) {
  const auto late = arrive();
  act([&] {
    everyone.send("one");
    simulation.loop().post([&] {
      for (const std::size_t who : {0U, 3U, 6U}) seats[who].reset();
      seats[late].emplace(everyone.join(socket(late)));
      everyone.send("two");
    });
  });
  for (const std::size_t who : {0U, 3U, 6U}) EXPECT_EQ(heard(who), (Texts{"one"})) << who;
  for (const std::size_t who : {1U, 2U, 4U, 5U}) EXPECT_EQ(heard(who), (Texts{"one", "two"})) << who;
  EXPECT_EQ(heard(late), (Texts{"two"}));
}

TEST_F(ALargeAudience, LosesAMemberThatGoesWhileItIsTold) {
  act([&] {
    everyone.send("one");
    simulation.loop().post([&] {
      for (const std::size_t who : {0U, 6U}) socket(who).abandon();
    });
  });
  for (std::size_t who = 1; who < 6; ++who) EXPECT_EQ(heard(who), (Texts{"one"})) << who;
}

/// Telling it takes, by the clock, a millisecond; so news is held for a quarter of that.
struct ABusyAudience : AnAudience {
  ABusyAudience() {
    joined();
    joined();
    simulation.loop().a_look_takes = 1ms;
    act([&] {
      everyone.send("one");
      everyone.send("two");
    });
  }
};

TEST_F(ABusyAudience, IsToldTogetherWhatSeveralSayWithinAMoment) {
  const auto before = members[1]->server->stream->writes();
  act([&] { everyone.send("three"); });
  EXPECT_EQ(heard(0), (Texts{"one", "two"}));
  act([&] { everyone.send("four"); });
  simulation.advance(10ms);
  EXPECT_EQ(heard(0), (Texts{"one", "two", "three", "four"}));
  EXPECT_EQ(members[1]->server->stream->writes(), before + 1);
}

TEST_F(ABusyAudience, WaitsNoMoreOnceOneSpeaksAlone) {
  act([&] { everyone.send("three"); });
  simulation.advance(10ms);
  act([&] { everyone.send("four"); });
  EXPECT_EQ(heard(0), (Texts{"one", "two", "three", "four"}));
}

TEST_F(ABusyAudience, IsHeardInPlaceByWhoIsToldSomethingAloneMeanwhile) {
  act([&] {
    everyone.send("three");
    socket(0).send("alone");
  });
  EXPECT_EQ(heard(0), (Texts{"one", "two", "three", "alone"}));
  EXPECT_EQ(heard(1), (Texts{"one", "two"}));
  simulation.advance(10ms);
  EXPECT_EQ(heard(0), (Texts{"one", "two", "three", "alone"}));
  EXPECT_EQ(heard(1), (Texts{"one", "two", "three"}));
}

TEST_F(ABusyAudience, WaitsForNoMoreWhenMuchIsToBeToldAlready) {
  act([&] { everyone.send(std::string(64 * 1024, 'x')); });
  EXPECT_EQ(heard(1).size(), 3U);
}

TEST_F(ABusyAudience, WaitsForNoMoreWhenItsLoopStops) {
  act([&] { everyone.send("three"); });
  act([&] { simulation.loop().stop_waiting(); });
  EXPECT_EQ(heard(1), (Texts{"one", "two", "three"}));
  act([&] { everyone.send("four"); });
  EXPECT_EQ(heard(1), (Texts{"one", "two", "three", "four"}));
}

}  // namespace kotori::inline v0::websocket
