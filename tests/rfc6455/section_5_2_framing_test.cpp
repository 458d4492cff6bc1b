#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §5.2 Base Framing Protocol, §5.7 Examples.
namespace rfc6455 {

TEST(Section5_7_Examples, AreHeardAsTheRfcReadsThem) {
  EXPECT_EQ(hear("\x81\x05\x48\x65\x6c\x6c\x6f", Role::client), Heard{"text Hello"});
  EXPECT_EQ(hear("\x81\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), Heard{"text Hello"});
  EXPECT_EQ(hear("\x01\x03\x48\x65\x6c\x80\x02\x6c\x6f", Role::client), Heard{"text Hello"});
  EXPECT_EQ(hear("\x89\x05\x48\x65\x6c\x6c\x6f", Role::client), Heard{"ping Hello"});
  EXPECT_EQ(hear("\x8a\x85\x37\xfa\x21\x3d\x7f\x9f\x4d\x51\x58"), Heard{"pong Hello"});
  EXPECT_EQ(hear("\x82\x7E\x01\x00"s + std::string(256, 'x'), Role::client).size(), 1U);
  EXPECT_EQ(hear("\x82\x7F\x00\x00\x00\x00\x00\x01\x00\x00"s + std::string(65536, 'x'), Role::client).size(), 1U);
}

TEST(Section5_2_Payload, IsHeardWholeAtEveryBorderOfItsLength) {
  for (const std::size_t size : {0U, 1U, 7U, 8U, 9U, 124U, 125U, 126U, 127U, 128U, 65534U, 65535U, 65536U}) {
    const std::string said(size, 'x');
    EXPECT_EQ(hear(frame(fin | text, said)), Heard{"text " + said}) << size;
    EXPECT_EQ(hear(plain_frame(fin | text, said), Role::client), Heard{"text " + said}) << size;
  }
}

TEST(Section5_2_Payload, OfAnyBytesIsBinary) {
  EXPECT_EQ(hear(frame(fin | binary, "\x00\xFF\x80\x7F"s)), Heard{"binary 00 ff 80 7f"});
}

TEST(Section5_2_Frames, FollowOneAnotherWithoutAGap) {
  EXPECT_EQ(hear(frame(fin | text, "") + frame(fin | binary, "a") + frame(fin | text, "b") + frame(fin | ping, "")),
            (Heard{"text ", "binary 61", "text b", "ping "}));
}

TEST(Section5_2_ReservedBits, AreRefusedOnEveryFrame) {
  for (const int rsv : {0x10, 0x20, 0x30, 0x40, 0x50, 0x60, 0x70}) {
    for (const int opcode : {text, binary, close, ping, pong}) {
      EXPECT_EQ(hear(frame(fin | rsv | opcode, "") + frame(fin | text, "unheard")), Heard{"broken 1002"});
    }
    EXPECT_EQ(hear(frame(text, "a") + frame(fin | rsv | continuation, "b")), Heard{"broken 1002"});
  }
}

TEST(Section5_2_Opcodes, ThatAreReservedAreRefused) {
  for (const int opcode : {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF}) {
    EXPECT_EQ(hear(frame(fin | opcode, "x") + frame(fin | text, "unheard")), Heard{"broken 1002"}) << opcode;
    EXPECT_EQ(hear(frame(opcode, "x")), Heard{"broken 1002"}) << opcode;
    EXPECT_EQ(hear(frame(text, "a") + frame(fin | opcode, "x")), Heard{"broken 1002"}) << opcode;
  }
}

TEST(Section5_2_Length, IsRefusedUnlessInItsShortestForm) {
  for (const std::uint64_t length : {0, 1, 125}) {
    EXPECT_EQ(hear(head(fin | binary, length, 2)), Heard{"broken 1002"}) << length;
  }
  for (const std::uint64_t length : {0, 1, 125, 126, 127, 65535}) {
    EXPECT_EQ(hear(head(fin | binary, length, 8)), Heard{"broken 1002"}) << length;
  }
}

TEST(Section5_2_Length, HasSixtyThreeBits) {
  for (const std::uint64_t length : {1ULL << 63, (1ULL << 63) + 1, ~0ULL}) {
    EXPECT_EQ(hear(head(fin | binary, length, 8)), Heard{"broken 1002"}) << length;
  }
}

TEST(Section5_2_Length, OfAGiantIsTooBigAndNotABrokenProtocol) {
  for (const std::uint64_t length : {1ULL << 31, (1ULL << 31) - 1, 1ULL << 32, (1ULL << 63) - 1}) {
    EXPECT_EQ(hear(head(fin | binary, length, 8)), Heard{"broken 1009"}) << length;
    EXPECT_EQ(hear(frame(binary, "x") + head(fin | continuation, length, 8)), Heard{"broken 1009"}) << length;
  }
}

TEST(Section5_2_Length, OfAGiantIsReadByThoseWhoAllowIt) {
  const MessageLimits unlimited{.message_bytes = ~std::size_t{0}};
  EXPECT_EQ(hear(head(fin | binary, (1ULL << 63) - 1, 8) + "a beginning", Role::server, unlimited), Heard{});
}

TEST(Section10_4_SizeLimit, IsExact) {
  const MessageLimits limits{.message_bytes = 1000};
  const std::string at_limit(1000, 'x');
  EXPECT_EQ(hear(frame(fin | text, at_limit), Role::server, limits), Heard{"text " + at_limit});
  EXPECT_EQ(hear(frame(fin | text, at_limit + "x"), Role::server, limits), Heard{"broken 1009"});
}

TEST(Section10_4_SizeLimit, IsSixtyFourKibibytesIfNobodySaysOtherwise) {
  EXPECT_EQ(hear_whole(frame(fin | text, std::string(65536, 'x'))), Heard{"text " + std::string(65536, 'x')});
  EXPECT_EQ(hear_whole(frame(fin | text, std::string(65537, 'x'))), Heard{"broken 1009"});
}

TEST(Section10_4_SizeLimit, CountsTheWholeMessageAndNotTheFrame) {
  const MessageLimits limits{.message_bytes = 10};
  EXPECT_EQ(
      hear(frame(text, "12345") + frame(continuation, "") + frame(fin | continuation, "67890"), Role::server, limits),
      Heard{"text 1234567890"});
  EXPECT_EQ(
      hear(frame(text, "12345") + frame(continuation, "67890") + frame(fin | continuation, "1"), Role::server, limits),
      Heard{"broken 1009"});
  EXPECT_EQ(hear(frame(fin | text, "1234567890") + frame(fin | text, "1234567890"), Role::server, limits).size(), 2U);
}

TEST(Section10_4_SizeLimit, IsToldByTheHeadBeforeThePayloadComes) {
  EXPECT_EQ(hear(head(fin | text, 65537, 8)), Heard{"broken 1009"});
}

}  // namespace rfc6455
