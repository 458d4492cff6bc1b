#include "kotori/websocket/gathering.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::websocket {
using namespace std::chrono_literals;

struct AGathering : testing::Test {
  Gathering gathering;
  Instant now{1h};

  void add(int messages) {
    for (int i = 0; i < messages; ++i) gathering.add(now);
  }
  void tell(Duration took) {
    gathering.begin(now);
    gathering.end(now += took);
  }
};

TEST_F(AGathering, WaitsAQuarterOfWhatTheLastTellingTook) {
  add(2);
  EXPECT_EQ(gathering.until(), now);
  tell(2ms);
  add(2);
  EXPECT_EQ(gathering.until(), now + 500us);
}

TEST_F(AGathering, WaitsAMillisecondAtMost) {
  add(2);
  tell(60ms);
  add(2);
  EXPECT_EQ(gathering.until(), now + 1ms);
}

TEST_F(AGathering, WaitsForNobodyWhenOneSpeaksAlone) {
  add(1);
  tell(2ms);
  add(1);
  EXPECT_EQ(gathering.until(), now);
}

TEST_F(AGathering, WaitsWhenSeveralSpokeAtOnceTheLastTime) {
  add(3);
  tell(2ms);
  add(1);
  EXPECT_EQ(gathering.until(), now + 500us);
  tell(2ms);
  add(1);
  EXPECT_EQ(gathering.until(), now);
}

TEST_F(AGathering, WaitsForNobodyWhereATellingIsShort) {
  add(3);
  tell(49us);
  add(3);
  EXPECT_EQ(gathering.until(), now);
}

TEST_F(AGathering, CountsFromTheFirstMessageThatCameAfterATelling) {
  add(3);
  tell(2ms);
  now += 10s;
  add(1);
  const auto first = now;
  now += 100us;
  add(1);
  EXPECT_EQ(gathering.until(), first + 500us);
}

TEST_F(AGathering, CountsFromTheEndOfTheTellingInWhichMessagesCame) {
  add(3);
  gathering.begin(now);
  add(2);
  now += 2ms;
  gathering.end(now);
  EXPECT_EQ(gathering.until(), now + 500us);
}

}  // namespace kotori::inline v0::websocket
