#include "tests/rfc7692/compressed.hpp"

#include <gtest/gtest.h>

/// §7.2.2 Decompression, §7.2.3 Examples, and §6 on the bit that marks a message.
namespace rfc7692 {

TEST(Section7_2_3_1_Message, OfOneBlockIsHeardAsTheRfcShows) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, hello)), Heard{"text Hello"});
  EXPECT_EQ(hear("\xC1\x07"s + hello, Role::client, {}, without_context), Heard{"text Hello"});
}

TEST(Section7_2_3_1_Message, InFragmentsIsHeardAsTheRfcShows) {
  EXPECT_EQ(hear("\x41\x03\xF2\x48\xCD"s + "\x80\x04\xC9\xC9\x07\x00"s, Role::client, {}, without_context),
            Heard{"text Hello"});
}

TEST(Section7_2_3_2_Message, MayReferToTheOneBefore) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, hello) + compressed_frame(text, hello_again), with_context),
            (Heard{"text Hello", "text Hello"}));
}

TEST(Section7_2_3_3_Message, MayBeABlockWithoutCompression) {
  const auto payload = "\x00\x05\x00\xFA\xFF\x48\x65\x6C\x6C\x6F\x00"s;
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload)), Heard{"text Hello"});
}

TEST(Section7_2_3_4_Message, MayBeABlockThatSaysItIsTheLast) {
  const auto payload = "\xF3\x48\xCD\xC9\xC9\x07\x00\x00"s;
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload)), Heard{"text Hello"});
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload) + compressed_frame(text, hello), with_context),
            (Heard{"text Hello", "text Hello"}));
}

TEST(Section7_2_3_4_Message, MayEndWithItsLastBlockAndNothingMore) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, "\xF3\x48\xCD\xC9\xC9\x07\x00"s)), Heard{"text Hello"});
  const auto payload = Compressor{}.finished("whole");
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload) + compressed_frame(text, payload), with_context),
            (Heard{"text whole", "text whole"}));
}

TEST(Section7_2_3_4_Message, MayEndWithAnEmptyLastBlockOfWhichTheTailWasLeftOut) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, "\x01"s)), Heard{"text "});
  EXPECT_EQ(hear_compressed(compressed_frame(text, "\x01"s) + compressed_frame(text, hello), with_context),
            (Heard{"text ", "text Hello"}));
}

TEST(Section7_2_3_4_Message, MayGoOnBehindABlockThatSaysItIsTheLast) {
  Compressor compressor;
  const auto payload = compressor.finished("one, ") + compressor.finished("two, ") + compressor("three");
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload)), Heard{"text one, two, three"});
}

TEST(Section7_2_3_5_Message, MayBeTwoBlocks) {
  const auto payload = "\xF2\x48\x05\x00\x00\x00\xFF\xFF\xCA\xC9\xC9\x07\x00"s;
  EXPECT_EQ(hear_compressed(compressed_frame(text, payload)), Heard{"text Hello"});
}

TEST(Section7_2_3_6_Message, MayBeEmpty) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, "\x00"s)), Heard{"text "});
  EXPECT_EQ(hear_compressed(compressed_frame(binary, "\x00"s) + compressed_frame(text, hello), with_context),
            (Heard{"binary", "text Hello"}));
  EXPECT_EQ(hear_compressed(compressed_frame(text, "\x02\x00"s)), Heard{"text "});
}

TEST(Section7_2_3_6_Message, MayEndInAnEmptyFragment) {
  const auto flushed = hello + "\x00\x00\xFF\xFF"s;
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, flushed) + frame(fin | continuation, "\x00"s)), Heard{"text Hello"});
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, hello) + frame(fin | continuation, "")), Heard{"text Hello"});
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, "") + frame(fin | continuation, hello)), Heard{"text Hello"});
}

TEST(Section6_Message, ThatIsNotMarkedIsPlain) {
  EXPECT_EQ(hear_compressed(frame(fin | text, "plain") + compressed_frame(text, hello) + frame(text, "pl") +
                            frame(fin | continuation, "ain") + frame(fin | binary, "\xF2"s)),
            (Heard{"text plain", "text Hello", "text plain", "binary f2"}));
}

TEST(Section7_2_2_Context, IsNotTouchedByPlainMessages) {
  EXPECT_EQ(
      hear_compressed(compressed_frame(text, hello) + frame(fin | text, "plain") + compressed_frame(text, hello_again),
                      with_context),
      (Heard{"text Hello", "text plain", "text Hello"}));
}

TEST(Section6_Mark, IsRefusedWhereNothingWasAgreedOn) {
  EXPECT_EQ(hear(compressed_frame(text, hello)), Heard{"broken 1002"});
  EXPECT_EQ(bytes_until_broken(compressed_frame(text, hello)), 1U);
}

TEST(Section6_1_Mark, IsRefusedOnAnyFrameButTheFirst) {
  EXPECT_EQ(
      hear_compressed(frame(rsv1 | text, hello) + frame(fin | rsv1 | continuation, "") + frame(fin | text, "unheard")),
      Heard{"broken 1002"});
  EXPECT_EQ(hear_compressed(frame(text, "a") + frame(fin | rsv1 | continuation, hello)), Heard{"broken 1002"});
}

TEST(Section6_1_Mark, IsRefusedOnControlFrames) {
  for (const int opcode : {close, ping, pong}) {
    EXPECT_EQ(hear_compressed(compressed_frame(opcode, "") + frame(fin | text, "unheard")), Heard{"broken 1002"});
    EXPECT_EQ(bytes_until_broken(compressed_frame(opcode, ""), without_context), 1U);
  }
}

TEST(Section6_Mark, IsTheOnlyReservedBitThatIsAgreedOn) {
  for (const int other : {0x20, 0x10, 0x60, 0x50, 0x70})
    EXPECT_EQ(hear_compressed(frame(fin | other | text, hello)), Heard{"broken 1002"}) << other;
}

TEST(Section6_1_ControlFrames, MayComeBetweenTheFragmentsOfACompressedMessage) {
  for (std::size_t cut = 0; cut <= hello.size(); ++cut)
    EXPECT_EQ(hear_compressed(frame(rsv1 | text, hello.substr(0, cut)) + frame(fin | ping, "p") +
                              frame(fin | continuation, hello.substr(cut)) + frame(fin | text, "next")),
              (Heard{"ping p", "text Hello", "text next"}));
}

TEST(Section6_1_Close, BetweenTheFragmentsEndsTheMessageUnheard) {
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, hello) + close_frame(1000) + frame(fin | continuation, "")),
            Heard{"close 1000 "});
}

TEST(Section6_1_Message, MayBeCutIntoFragmentsOfOneByte) {
  const auto said = "κόσμε 小鳥 "s + noise(40);
  std::string bytes = frame(rsv1 | text, "");
  for (const char& byte : deflated(said)) bytes += frame(continuation, {&byte, 1});
  EXPECT_EQ(hear_compressed(bytes + frame(fin | continuation, "")), Heard{"text " + said});
}

TEST(Section7_2_2_Messages, OfEveryWindowAndLevelAreHeard) {
  for (int bits = 9; bits <= 15; ++bits)
    for (const int level : {0, 1, 4, 6, 9}) {
      Compressor compressor{bits, level};
      const auto one = noise(3000) + noise(3000), two = noise(2000);
      EXPECT_EQ(hear(compressed_frame(text, compressor(one)) + compressed_frame(text, compressor(two)), Role::server,
                     {}, DeflateSide{.window_bits = static_cast<std::uint8_t>(bits), .keeps_context = true}),
                (Heard{"text " + one, "text " + two}))
          << bits << " bits, level " << level;
    }
}

TEST(Section7_1_1_2_Context, IsForgottenWhereThatWasAgreedOn) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, hello) + compressed_frame(text, hello_again), without_context),
            (Heard{"text Hello", "broken 1007"}));
}

TEST(Section7_2_2_Context, IsAsLongAsTheWindowThatWasAgreedOn) {
  Compressor compressor{15};
  const auto first = compressor(noise(1000)), second = compressor(noise(1000).substr(0, 100));
  const auto bytes = compressed_frame(binary, first) + compressed_frame(text, second);
  EXPECT_EQ(hear(bytes, Role::server, {}, DeflateSide{.window_bits = 10, .keeps_context = true}).back(),
            "text " + noise(1000).substr(0, 100));
  EXPECT_EQ(hear(bytes, Role::server, {}, DeflateSide{.window_bits = 9, .keeps_context = true}).back(), "broken 1007");
}

TEST(Section7_2_2_Context, ReachesOverManyMessages) {
  Compressor compressor;
  std::string bytes;
  Heard expected;
  for (unsigned i = 0; i < 40; ++i) {
    const auto said = noise(900, i % 7);
    bytes += compressed_frame(text, compressor(said));
    expected.push_back("text " + said);
  }
  EXPECT_EQ(hear_compressed(bytes, with_context), expected);
}

}  // namespace rfc7692
