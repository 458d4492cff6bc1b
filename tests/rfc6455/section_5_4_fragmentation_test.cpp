#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §5.4 Fragmentation.
namespace rfc6455 {
namespace {

std::string in_fragments(std::size_t count) {
  std::string bytes = frame(text, "x");
  for (std::size_t i = 2; i < count; ++i) bytes += frame(continuation, "x");
  return bytes + frame(fin | continuation, "x");
}

}  // namespace

TEST(Section5_4_Message, IsTheFragmentsJoined) {
  EXPECT_EQ(hear(frame(text, "frag") + frame(continuation, "men") + frame(fin | continuation, "ts")),
            Heard{"text fragments"});
  EXPECT_EQ(hear(frame(binary, "\x01") + frame(fin | continuation, "\x02")), Heard{"binary 01 02"});
}

TEST(Section5_4_Fragments, MayBeEmpty) {
  EXPECT_EQ(hear(frame(text, "") + frame(continuation, "") + frame(fin | continuation, "")), Heard{"text "});
  EXPECT_EQ(hear(frame(text, "") + frame(continuation, "x") + frame(fin | continuation, "")), Heard{"text x"});
}

TEST(Section5_4_ControlFrames, MayComeBetweenFragments) {
  EXPECT_EQ(hear(frame(text, "a") + frame(fin | ping, "p") + frame(continuation, "b") + frame(fin | pong, "q") +
                 frame(fin | continuation, "c")),
            (Heard{"ping p", "pong q", "text abc"}));
}

TEST(Section5_4_Close, BetweenFragmentsEndsTheMessageUnheard) {
  EXPECT_EQ(hear(frame(text, "a") + close_frame(1000) + frame(fin | continuation, "b")), Heard{"close 1000 "});
}

TEST(Section5_4_Continuation, OfNothingIsRefused) {
  EXPECT_EQ(hear(frame(fin | continuation, "x") + frame(fin | text, "unheard")), Heard{"broken 1002"});
  EXPECT_EQ(hear(frame(continuation, "x")), Heard{"broken 1002"});
  EXPECT_EQ(hear(frame(fin | text, "whole") + frame(fin | continuation, "x")), (Heard{"text whole", "broken 1002"}));
  EXPECT_EQ(hear(frame(text, "a") + frame(fin | continuation, "b") + frame(fin | continuation, "c")),
            (Heard{"text ab", "broken 1002"}));
  EXPECT_EQ(hear(frame(fin | ping, "p") + frame(continuation, "x")), (Heard{"ping p", "broken 1002"}));
}

TEST(Section5_4_NewMessage, WithinAnUnfinishedOneIsRefused) {
  for (const int opcode : {text, binary}) {
    EXPECT_EQ(hear(frame(text, "a") + frame(fin | opcode, "b")), Heard{"broken 1002"});
    EXPECT_EQ(hear(frame(binary, "a") + frame(opcode, "b")), Heard{"broken 1002"});
    EXPECT_EQ(hear(frame(text, "") + frame(fin | opcode, "") + frame(fin | continuation, "")), Heard{"broken 1002"});
  }
}

TEST(Section5_4_NextMessage, KnowsNothingOfTheOneBefore) {
  EXPECT_EQ(hear(frame(text, "a") + frame(fin | continuation, "b") + frame(binary, "c") +
                 frame(fin | continuation, "d") + frame(fin | text, "e")),
            (Heard{"text ab", "binary 63 64", "text e"}));
}

TEST(Section10_4_FragmentLimit, IsExact) {
  EXPECT_EQ(hear(in_fragments(128)), Heard{"text " + std::string(128, 'x')});
  EXPECT_EQ(hear(in_fragments(129)), Heard{"broken 1008"});
}

TEST(Section10_4_FragmentLimit, CountsEmptyFragmentsAndBeginsAnewWithEachMessage) {
  const MessageLimits limits{.fragments = 2};
  const std::string two = frame(text, "") + frame(fin | continuation, "");
  EXPECT_EQ(hear(two + two, Role::server, limits), (Heard{"text ", "text "}));
  EXPECT_EQ(hear(frame(text, "") + frame(continuation, "") + frame(fin | continuation, ""), Role::server, limits),
            Heard{"broken 1008"});
}

TEST(Section10_4_FragmentLimit, CountsOnlyShortFragments) {
  const MessageLimits limits{.fragments = 2};
  auto of = [](std::size_t size) {
    const std::string payload(size, 'x');
    return frame(text, payload) + frame(continuation, payload) + frame(fin | continuation, payload);
  };
  EXPECT_EQ(hear(of(64), Role::server, limits), Heard{"text " + std::string(3 * 64, 'x')});
  EXPECT_EQ(hear(of(63), Role::server, limits), Heard{"broken 1008"});
}

TEST(Section10_4_FragmentLimit, LetsALargeMessageComeInFragmentsOf64Bytes) {
  const MessageLimits limits{.message_bytes = 4 << 20};
  const std::string payload(64, 'x');
  std::string bytes = frame(text, payload);
  for (std::size_t sent = 128; sent < limits.message_bytes; sent += 64) bytes += frame(continuation, payload);
  bytes += frame(fin | continuation, payload);
  EXPECT_TRUE(hear_whole(bytes, Role::server, limits) == Heard{"text " + std::string(limits.message_bytes, 'x')});
}

}  // namespace rfc6455
