#include "kotori/websocket/message_reader.hpp"

#include "kotori/websocket/frame_encoder.hpp"

#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0::websocket {
namespace {

constexpr MaskKey key{0xA1, 0x5C, 0x03, 0xFE};

std::string from_client(Opcode opcode, std::string_view payload) {
  std::string frame;
  append_frame(frame, opcode, payload, key);
  return frame;
}

void feed(MessageReader& reader, std::string_view bytes) {
  while (reader.next(bytes)) continue;
}

}  // namespace

TEST(MessageReader, GivesOneEventAtATimeAndKeepsItsHandsOffTheRest) {
  const std::string one = from_client(Opcode::text, "one"), two = from_client(Opcode::binary, "two"), both = one + two;
  MessageReader reader{Role::server};
  std::string_view bytes = both;
  EXPECT_EQ(reader.next(bytes), Event(Message{MessageKind::text, "one"}));
  EXPECT_EQ(bytes, two);
  EXPECT_EQ(reader.next(bytes), Event(Message{MessageKind::binary, "two"}));
  EXPECT_EQ(reader.next(bytes), std::nullopt);
}

TEST(MessageReader, HoldsNothingWhenIdle) {
  MessageReader reader{Role::server};
  EXPECT_TRUE(reader.idle());
  feed(reader, from_client(Opcode::text, std::string(1000, 'x')));
  feed(reader, from_client(Opcode::ping, "x"));
  EXPECT_TRUE(reader.idle());
  EXPECT_EQ(reader.held_bytes(), 0U);
}

TEST(MessageReader, IsNotIdleFromTheFirstByteOfAMessageToItsLast) {
  const std::string frame = from_client(Opcode::text, std::string(300, 'x'));
  MessageReader reader{Role::server};
  for (const char& byte : frame) {
    EXPECT_EQ(reader.idle(), &byte == frame.data());
    feed(reader, {&byte, 1});
  }
  EXPECT_TRUE(reader.idle());
  EXPECT_EQ(reader.held_bytes(), 0U);
}

TEST(MessageReader, HoldsNothingForAPayloadThatIsOnlyAnnounced) {
  MessageReader reader{Role::server};
  feed(reader, from_client(Opcode::binary, std::string(65536, 'x')).substr(0, 14));
  EXPECT_EQ(reader.held_bytes(), 0U);
  EXPECT_FALSE(reader.idle());
}

TEST(MessageReader, HoldsAtMostAboutTwiceWhatCameIn) {
  const std::string frame = from_client(Opcode::binary, std::string(65536, 'x'));
  MessageReader reader{Role::server};
  for (std::size_t i = 0; i + 1 < frame.size(); ++i) {
    feed(reader, std::string_view(frame).substr(i, 1));
    ASSERT_LE(reader.held_bytes(), 2 * i + 256);
  }
}

TEST(MessageReader, HoldsNoMoreForAMessageInManyFragments) {
  MessageReader reader{Role::server};
  std::string first = from_client(Opcode::binary, "x"), next = from_client(Opcode::continuation, "x");
  first[0] &= 0x7F;
  next[0] &= 0x7F;
  feed(reader, first);
  for (int i = 0; i < 120; ++i) feed(reader, next);
  EXPECT_LE(reader.held_bytes(), 512U);
}

TEST(MessageReader, HoldsNothingOnceItIsBroken) {
  MessageReader reader{Role::server};
  std::string first = from_client(Opcode::binary, std::string(1000, 'x'));
  first[0] &= 0x7F;
  feed(reader, first);
  EXPECT_GE(reader.held_bytes(), 1000U);
  feed(reader, "\xFF");
  EXPECT_EQ(reader.held_bytes(), 0U);
}

}  // namespace kotori::inline v0::websocket
