#include "kotori/websocket/close_code.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "tests/rfc6455/wire.hpp"

#include <gtest/gtest.h>

/// §5.5.1 Close and §7 Closing the Connection.
namespace rfc6455 {

TEST(Section5_5_1_Close, MayBeEmpty) { EXPECT_EQ(hear(frame(fin | close, "")), Heard{"close 1005 "}); }

TEST(Section5_5_1_Close, HasACodeAndMayHaveAReason) {
  EXPECT_EQ(hear(close_frame(1000)), Heard{"close 1000 "});
  EXPECT_EQ(hear(close_frame(1001, "またね")), Heard{"close 1001 またね"});
}

TEST(Section5_5_1_Close, OfOneByteIsRefused) { EXPECT_EQ(hear(frame(fin | close, "\x03")), Heard{"broken 1002"}); }

TEST(Section5_5_1_CloseReason, IsRefusedIfNotUtf8) {
  for (const std::string_view reason : {"\xFF", "ok\xC0\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80", "cut \xE9\xB3"}) {
    EXPECT_EQ(hear(close_frame(1000, reason)), Heard{"broken 1007"});
  }
}

TEST(Section5_5_1_Close, IsTheLastThingHeard) {
  for (const std::string& after :
       {frame(fin | text, "unheard"), frame(fin | ping, "unheard"), close_frame(1000), "\xFF"s}) {
    EXPECT_EQ(hear(close_frame(1000, "bye") + after), Heard{"close 1000 bye"});
  }
}

TEST(Section7_1_7_Broken, IsTheLastThingHeard) {
  EXPECT_EQ(hear(frame(fin | text, "heard") + frame(fin | 0x3, "") + frame(fin | text, "unheard") + close_frame(1000)),
            (Heard{"text heard", "broken 1002"}));
  EXPECT_EQ(hear(frame(fin | text, "\xFF") + frame(fin | text, "unheard") + frame(fin | 0x3, "")),
            Heard{"broken 1007"});
}

TEST(Section7_4_CloseCode, IsRefusedUnlessItMayBeSent) {
  for (int code = 0; code <= 0xFFFF; code += code < 5100 ? 1 : 97) {
    const bool valid =
        (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    const Heard expected{valid ? "close " + std::to_string(code) + " " : "broken 1002"};
    EXPECT_EQ(hear_whole(close_frame(code)), expected);
  }
}

TEST(Section7_4_CloseCode, IsRefusedWhereverTheFrameIsCut) {
  for (const int code : {0, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65535}) {
    EXPECT_EQ(hear(close_frame(code, "why")), Heard{"broken 1002"}) << code;
  }
}

TEST(Section5_5_1_Close, SentIsHeardAsItWasMeant) {
  std::string bytes;
  append_frame(bytes, kotori::websocket::Opcode::close,
               kotori::websocket::close_payload(kotori::CloseCode::slow_reader, "come back"));
  EXPECT_EQ(hear(bytes, Role::client), Heard{"close 4008 come back"});
}

}  // namespace rfc6455
