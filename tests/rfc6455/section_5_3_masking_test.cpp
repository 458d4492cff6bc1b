#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §5.1 Overview and §5.3 Client-to-Server Masking.
namespace rfc6455 {

TEST(Section5_1_Server, RefusesAFrameThatIsNotMasked) {
  for (const int opcode : {text, binary, close, ping, pong}) {
    EXPECT_EQ(hear(plain_frame(fin | opcode, "") + frame(fin | text, "unheard")), Heard{"broken 1002"}) << opcode;
  }
  EXPECT_EQ(hear(frame(text, "a") + plain_frame(fin | continuation, "b")), Heard{"broken 1002"});
}

TEST(Section5_1_Client, RefusesAFrameThatIsMasked) {
  for (const int opcode : {text, binary, close, ping, pong}) {
    EXPECT_EQ(hear(frame(fin | opcode, ""), Role::client), Heard{"broken 1002"}) << opcode;
  }
  EXPECT_EQ(hear(plain_frame(text, "a") + frame(fin | continuation, "b"), Role::client), Heard{"broken 1002"});
}

TEST(Section5_3_MaskOfZeros, IsAMaskToo) { EXPECT_EQ(hear("\x81\x82\x00\x00\x00\x00hi"s), Heard{"text hi"}); }

TEST(Section5_3_Mask, BeginsAnewWithEachFrame) {
  EXPECT_EQ(hear("\x01\x83\x01\x02\x03\x04\x60\x60\x60"
                 "\x80\x83\xFF\x00\xFF\x00\x9B\x65\x99"s),
            Heard{"text abcdef"});
}

}  // namespace rfc6455
