#include "kotori/websocket/frame_encoder.hpp"

#include "kotori/websocket/masking.hpp"

#include <gtest/gtest.h>
#include <stdexcept>

namespace kotori::inline v0::websocket {
namespace {

using namespace std::string_literals;

std::string head_of(const FrameHead& head) {
  char bytes[max_head_size];
  return {bytes, write_head(bytes, head)};
}

std::string head_of_length(std::uint64_t length) { return head_of({.opcode = Opcode::binary, .length = length}); }

}  // namespace

TEST(FrameEncoder, WritesEachLengthInItsShortestForm) {
  EXPECT_EQ(head_of_length(0), "\x82\x00"s);
  EXPECT_EQ(head_of_length(125), "\x82\x7D"s);
  EXPECT_EQ(head_of_length(126), "\x82\x7E\x00\x7E"s);
  EXPECT_EQ(head_of_length(127), "\x82\x7E\x00\x7F"s);
  EXPECT_EQ(head_of_length(65535), "\x82\x7E\xFF\xFF"s);
  EXPECT_EQ(head_of_length(65536), "\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s);
  EXPECT_EQ(head_of_length(1ULL << 31), "\x82\x7F\x00\x00\x00\x00\x80\x00\x00\x00"s);
  EXPECT_EQ(head_of_length((1ULL << 63) - 1), "\x82\x7F\x7F\xFF\xFF\xFF\xFF\xFF\xFF\xFF"s);
}

TEST(FrameEncoder, SaysBeforehandHowManyBytesAFrameTakes) {
  for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 65535U, 65536U, 70000U}) {
    std::string frame;
    append_frame(frame, Opcode::binary, std::string(size, 'x'));
    EXPECT_EQ(frame.size(), encoded_size(size));
  }
}

TEST(FrameEncoder, WritesIntoGivenMemoryWhatItAppendsToAString) {
  std::string appended = "before", written(encoded_size(300) + 1, '!');
  append_frame(appended, Opcode::text, std::string(300, 'x'));
  char* end = write_frame(written.data(), Opcode::text, std::string(300, 'x'));
  EXPECT_EQ(end, written.data() + encoded_size(300));
  EXPECT_EQ("before" + written, appended + "!");
}

// RFC 6455 §5.7
TEST(FrameEncoder, WritesTheExamplesOfTheRfc) {
  std::string plain, masked, ping;
  append_frame(plain, Opcode::text, "Hello");
  append_frame(masked, Opcode::text, "Hello", MaskKey{0x37, 0xfa, 0x21, 0x3d});
  append_frame(ping, Opcode::ping, "Hello");
  EXPECT_EQ(plain, "\x81\x05\x48\x65\x6c\x6c\x6f");
  EXPECT_EQ(masked, "\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58");
  EXPECT_EQ(ping, "\x89\x05\x48\x65\x6c\x6c\x6f");
  EXPECT_EQ(head_of({.fin = false, .opcode = Opcode::text, .length = 3}), "\x01\x03");
  EXPECT_EQ(head_of({.opcode = Opcode::continuation, .length = 2}), "\x80\x02");
}

TEST(FrameEncoder, SetsTheReservedBitsItIsGiven) {
  EXPECT_EQ(head_of({.rsv = rsv1, .opcode = Opcode::text, .length = 1}), "\xC1\x01");
}

TEST(FrameEncoder, RefusesAControlFrameThatIsLongOrNotFinal) {
  std::string out;
  append_frame(out, Opcode::ping, std::string(125, 'x'));
  EXPECT_THROW(append_frame(out, Opcode::ping, std::string(126, 'x')), std::length_error);
  EXPECT_THROW(head_of({.fin = false, .opcode = Opcode::close}), std::length_error);
}

TEST(ClosePayload, IsTheCodeAndThenTheReason) {
  EXPECT_EQ(close_payload(CloseCode::normal, "bye"), "\x03\xE8\x62ye");
  EXPECT_EQ(close_payload(CloseCode{4999}), "\x13\x87");
}

TEST(ClosePayload, IsEmptyWithoutACode) { EXPECT_EQ(close_payload(CloseCode::no_status, "unheard"), ""); }

TEST(ClosePayload, RefusesACodeThatMayNotBeSent) {
  EXPECT_THROW(close_payload(CloseCode::abnormal), std::invalid_argument);
  EXPECT_THROW(close_payload(CloseCode{2999}), std::invalid_argument);
}

TEST(ClosePayload, CutsTheReasonBetweenTwoCharacters) {
  EXPECT_EQ(close_payload(CloseCode::normal, std::string(123, 'x')).size(), 125U);
  EXPECT_EQ(close_payload(CloseCode::normal, std::string(124, 'x')).size(), 125U);
  EXPECT_EQ(close_payload(CloseCode::normal, std::string(122, 'x') + "鳥"), "\x03\xE8" + std::string(122, 'x'));
  EXPECT_EQ(close_payload(CloseCode::normal, std::string(120, 'x') + "鳥" + "x").size(), 125U);
}

TEST(ClosePayload, LeavesOutAReasonThatIsNotUtf8) { EXPECT_EQ(close_payload(CloseCode::normal, "\xFF"), "\x03\xE8"); }

}  // namespace kotori::inline v0::websocket
