#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §5.5 Control Frames: §5.5.2 Ping, §5.5.3 Pong.
namespace rfc6455 {

TEST(Section5_5_ControlFrame, HasAtMost125Bytes) {
  const std::string longest(125, 'x');
  EXPECT_EQ(hear(frame(fin | ping, longest)), Heard{"ping " + longest});
  EXPECT_EQ(hear(frame(fin | pong, longest)), Heard{"pong " + longest});
  EXPECT_EQ(hear(close_frame(1000, longest.substr(2))), Heard{"close 1000 " + longest.substr(2)});
  for (const int opcode : {close, ping, pong}) {
    EXPECT_EQ(hear(frame(fin | opcode, longest + "x") + frame(fin | text, "unheard")), Heard{"broken 1002"});
    EXPECT_EQ(hear(head(fin | opcode, 5, 2)), Heard{"broken 1002"});
    EXPECT_EQ(hear(head(fin | opcode, 65536, 8)), Heard{"broken 1002"});
  }
}

TEST(Section5_5_ControlFrame, IsNeverFragmented) {
  for (const int opcode : {close, ping, pong}) {
    EXPECT_EQ(hear(frame(opcode, "") + frame(fin | continuation, "")), Heard{"broken 1002"});
    EXPECT_EQ(hear(frame(text, "a") + frame(opcode, "x")), Heard{"broken 1002"});
  }
}

TEST(Section5_5_2_Ping, CarriesAnyBytes) {
  EXPECT_EQ(hear(frame(fin | ping, "\x00\xFF\xFE"s)), Heard{"ping \x00\xFF\xFE"s});
  EXPECT_EQ(hear(frame(fin | ping, "")), Heard{"ping "});
}

TEST(Section5_5_2_Pings, AreHeardOneByOne) {
  EXPECT_EQ(hear(frame(fin | ping, "1") + frame(fin | ping, "") + frame(fin | ping, "3")),
            (Heard{"ping 1", "ping ", "ping 3"}));
}

TEST(Section5_5_3_Pong, NobodyAskedForIsWell) {
  EXPECT_EQ(hear(frame(fin | pong, "unasked") + frame(fin | text, "hi")), (Heard{"pong unasked", "text hi"}));
}

TEST(Section5_5_ControlFrame, DoesNotCountForTheLimitsOfTheMessageAroundIt) {
  const MessageLimits limits{.message_bytes = 2, .fragments = 2};
  EXPECT_EQ(hear(frame(text, "a") + frame(fin | ping, "longer than two") + frame(fin | ping, "") +
                     frame(fin | continuation, "b"),
                 Role::server, limits),
            (Heard{"ping longer than two", "ping ", "text ab"}));
}

}  // namespace rfc6455
