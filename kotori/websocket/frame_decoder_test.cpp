#include "kotori/websocket/frame_decoder.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace kotori::inline v0::websocket {
namespace {

using namespace std::string_literals;

std::vector<FramePart> parts_of(FrameDecoder& decoder, std::string_view bytes) {
  std::vector<FramePart> parts;
  while (auto part = decoder.next(bytes)) parts.push_back(*part);
  EXPECT_TRUE(bytes.empty());
  return parts;
}

std::string unmasked(const FramePart& part) {
  std::string bytes;
  std::get<FramePayload>(part).append_to(bytes);
  return bytes;
}

}  // namespace

TEST(FrameDecoder, GivesTheHeadAndThenThePayload) {
  FrameDecoder decoder{Role::server};
  const auto parts = parts_of(decoder, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_EQ(std::get<FrameHead>(parts[0]),
            (FrameHead{.masked = true, .opcode = Opcode::text, .key = {0x37, 0xfa, 0x21, 0x3d}, .length = 5}));
  EXPECT_EQ(unmasked(parts[1]), "Hello");
}

TEST(FrameDecoder, GivesAPayloadAsItComesIn) {
  FrameDecoder decoder{Role::client};
  EXPECT_EQ(parts_of(decoder, "\x02\x04").size(), 1U);
  const auto first = parts_of(decoder, "abc");
  const auto second = parts_of(decoder, "d");
  ASSERT_EQ(first.size() + second.size(), 2U);
  EXPECT_EQ(unmasked(first[0]), "abc");
  EXPECT_FALSE(std::get<FramePayload>(first[0]).last);
  EXPECT_FALSE(std::get<FramePayload>(first[0]).fin);
  EXPECT_EQ(unmasked(second[0]), "d");
  EXPECT_TRUE(std::get<FramePayload>(second[0]).last);
}

TEST(FrameDecoder, GivesAnEmptyPayloadAsOneEmptyPiece) {
  FrameDecoder decoder{Role::client};
  const auto parts = parts_of(decoder, "\x89\x00"s);
  ASSERT_EQ(parts.size(), 2U);
  EXPECT_TRUE(std::get<FramePayload>(parts[1]).last);
  EXPECT_EQ(std::get<FramePayload>(parts[1]).masked_bytes, "");
}

TEST(FrameDecoder, KnowsWhetherItIsBetweenFrames) {
  FrameDecoder decoder{Role::client};
  EXPECT_TRUE(decoder.between_frames());
  parts_of(decoder, "\x81");
  EXPECT_FALSE(decoder.between_frames());
  parts_of(decoder, "\x02");
  EXPECT_FALSE(decoder.between_frames());
  parts_of(decoder, "h");
  EXPECT_FALSE(decoder.between_frames());
  parts_of(decoder, "i");
  EXPECT_TRUE(decoder.between_frames());
}

TEST(FrameDecoder, LetsAnExtensionUseItsBitOnTextAndBinaryFramesOnly) {
  for (const auto& [first_byte, permitted] :
       {std::pair{'\xC1', true}, {'\xC2', true}, {'\x41', true}, {'\xC0', false}, {'\xC9', false}, {'\xA1', false}}) {
    FrameDecoder decoder{Role::client, rsv1};
    const auto parts = parts_of(decoder, std::string{first_byte, '\0'});
    EXPECT_EQ(std::holds_alternative<FrameHead>(parts.at(0)), permitted) << static_cast<int>(first_byte);
    if (permitted) EXPECT_EQ(std::get<FrameHead>(parts[0]).rsv, rsv1);
  }
}

TEST(FrameDecoder, DropsEverythingOnceStopped) {
  FrameDecoder decoder{Role::client};
  decoder.stop();
  EXPECT_TRUE(parts_of(decoder, "\x81\x02hi").empty());
}

}  // namespace kotori::inline v0::websocket
