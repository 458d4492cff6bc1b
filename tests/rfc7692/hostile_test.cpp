#include "tests/rfc7692/compressed.hpp"

#include <algorithm>
#include <gtest/gtest.h>

/// What a hostile peer may send: bombs, broken streams, bad text. Each is refused at the byte that shows it.
namespace rfc7692 {
namespace {

using kotori::websocket::MessageReader;

constexpr MessageLimits a_thousand{.message_bytes = 1000};

}  // namespace

TEST(MessageLimit, IsExactAfterInflating) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(noise(1000))), without_context, a_thousand),
            Heard{"text " + noise(1000)});
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(noise(1001))) + frame(fin | text, "unheard"),
                            without_context, a_thousand),
            Heard{"broken 1009"});
  const std::string much(1000, 'x');
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(much)), without_context, a_thousand),
            Heard{"text " + much});
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(much + "x")), without_context, a_thousand),
            Heard{"broken 1009"});
}

TEST(MessageLimit, CountsAllFragmentsTogetherAfterInflating) {
  Compressor compressor;
  const auto half = compressor(noise(500)) + "\x00\x00\xFF\xFF"s;
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, half) + frame(fin | continuation, deflated(noise(500, 2))),
                            without_context, a_thousand),
            Heard{"text " + noise(500) + noise(500, 2)});
  EXPECT_EQ(hear_compressed(frame(rsv1 | text, half) + frame(fin | continuation, deflated(noise(501, 2))),
                            without_context, a_thousand),
            Heard{"broken 1009"});
}

TEST(MessageLimit, OfAnySizeIsExact) {
  for (const std::size_t size : {0U, 1U, 2U, 8191U, 8192U, 8193U, 16'384U, 32'768U, 65'536U}) {
    const MessageLimits limits{.message_bytes = size};
    const std::string most(size, 'x');
    EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(most)), without_context, limits), Heard{"text " + most});
    EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(most + "x")), without_context, limits),
              Heard{"broken 1009"});
  }
}

TEST(CompressedLimit, IsExactAndToldByTheHead) {
  const MessageLimits limits{.message_bytes = 800};
  ASSERT_EQ(limits.compressed_bytes(), 800U + 100 + 1024);
  EXPECT_EQ(hear(head(fin | rsv1 | text, 1924, 2), Role::server, limits, without_context), Heard{});
  EXPECT_EQ(hear(head(fin | rsv1 | text, 1925, 2), Role::server, limits, without_context), Heard{"broken 1009"});
  EXPECT_EQ(hear(frame(rsv1 | text, hello) + head(continuation, 1924 - 7, 2), Role::server, limits, without_context),
            Heard{});
  EXPECT_EQ(hear(frame(rsv1 | text, hello) + head(continuation, 1925 - 7, 2), Role::server, limits, without_context),
            Heard{"broken 1009"});
}

TEST(CompressedLimit, EndsAMessageOfNothingButEmptyBlocks) {
  std::string empty_blocks;
  for (int i = 0; i < 500; ++i) empty_blocks += "\x00\x00\x00\xFF\xFF"s;
  std::string bytes = frame(rsv1 | text, empty_blocks);
  for (int i = 0; i < 40; ++i) bytes += frame(continuation, empty_blocks);
  EXPECT_EQ(hear_compressed(bytes), Heard{"broken 1009"});
}

TEST(CompressedLimit, LetsThroughWhatCannotBeCompressed) {
  std::string any(64 * 1024, '\0');
  for (std::size_t i = 0; i < any.size(); ++i) any[i] = static_cast<char>(i * i * 31 + i / 7);
  for (const int level : {0, 6}) {
    const auto heard =
        hear_whole(compressed_frame(binary, Compressor{15, level}(any)), Role::server, {}, without_context);
    EXPECT_EQ(heard.front().substr(0, 6), "binary");
  }
}

TEST(Bomb, IsInflatedNoFurtherThanTheLimitWithBoundedMemory) {
  for (const std::size_t size : {64U << 10, 1U << 20, 64U << 20}) {
    const auto bomb = Compressor{15, 9}(std::string(size + 1, 'x'));
    const auto bytes = compressed_frame(text, bomb.substr(0, 70'000));
    MessageReader reader{Role::server, kotori::websocket::default_message_limits, without_context};
    std::size_t most_held = 0;
    std::optional<kotori::websocket::Event> event;
    for (std::size_t at = 0; at < bytes.size() && !event; ++at) {
      std::string_view byte = std::string_view(bytes).substr(at, 1);
      event = reader.next(byte);
      most_held = std::max(most_held, reader.held_bytes());
    }
    ASSERT_TRUE(event) << size;
    EXPECT_EQ(std::get<kotori::websocket::Broken>(*event).code, kotori::CloseCode::too_big);
    EXPECT_LE(most_held, 2 * 64U * 1024 + 48 * 1024) << size;
  }
}

TEST(Bomb, InManyMessagesWithContextHoldsNoMoreThanAWindowBetweenThem) {
  Compressor compressor{15, 9};
  MessageReader reader{Role::server, kotori::websocket::default_message_limits, with_context};
  for (int i = 0; i < 100; ++i) {
    const auto bytes = compressed_frame(text, compressor(std::string(60'000, 'x')));
    std::string_view left = bytes;
    ASSERT_TRUE(reader.next(left));
    EXPECT_TRUE(reader.idle());
    EXPECT_LE(reader.held_bytes(), 33U * 1024);
  }
}

TEST(IdleReader, HoldsNothingToSpeakOfWithoutContextAndWhatWasSaidWithIt) {
  for (const auto peer : {without_context, with_context}) {
    MessageReader reader{Role::server, kotori::websocket::default_message_limits, peer};
    EXPECT_TRUE(reader.idle());
    EXPECT_LE(reader.held_bytes(), 256U);
    const auto bytes = compressed_frame(text, deflated(noise(3000)));
    std::string_view left = bytes;
    ASSERT_TRUE(reader.next(left));
    EXPECT_TRUE(reader.idle());
    EXPECT_LE(reader.held_bytes(), 256U + (peer.keeps_context ? 3100U : 0U));
  }
}

TEST(Garbage, IsRefusedAtTheByteThatShowsIt) {
  EXPECT_EQ(bytes_until_broken(compressed_frame(text, "\x07" + std::string(50, 'x')), without_context), 6U + 1);
  EXPECT_EQ(bytes_until_broken(compressed_frame(text, "\x00\x05\x00\x00\x00"s + std::string(50, 'x')), without_context),
            6U + 5);
  for (const auto& wrong :
       {"\xFF"s, "\x06"s, "\x07"s, "\x05\xE0\x81"s, "\xF2\x48\xCD\xC9\xC9\x07\x00\x07"s, "\x4B\x04\xFF"s})
    EXPECT_EQ(hear_compressed(compressed_frame(text, wrong) + frame(fin | text, "unheard")), Heard{"broken 1007"})
        << testing::PrintToString(wrong);
}

TEST(Garbage, OfAnyKindIsRefusedOrHeardAlikeHoweverItIsCut) {
  for (unsigned seed = 0; seed < 300; ++seed) hear_compressed(compressed_frame(binary, noise(1 + seed % 40, seed)));
}

TEST(FlippedBits, NeverDoMoreThanBreakTheMessage) {
  const auto payload = deflated("The little bird sings, the little bird sings again. " + noise(60));
  for (std::size_t at = 0; at < payload.size() * 8; at += 3) {
    auto flipped = payload;
    flipped[at / 8] = static_cast<char>(flipped[at / 8] ^ (1 << at % 8));
    const auto heard = hear_compressed(compressed_frame(binary, flipped));
    EXPECT_EQ(heard.size(), 1U);
  }
}

TEST(TruncatedMessage, IsRefusedWhereverItIsCut) {
  const auto payload = deflated(noise(300) + noise(300));
  for (std::size_t size = 0; size < payload.size(); ++size)
    EXPECT_EQ(hear_whole(compressed_frame(binary, payload.substr(0, size)), Role::server, {}, without_context),
              Heard{"broken 1007"})
        << size;
  EXPECT_EQ(hear_compressed(compressed_frame(text, "")), Heard{"broken 1007"});
}

TEST(Reference, BeforeTheBeginningIsRefused) {
  EXPECT_EQ(hear_compressed(compressed_frame(text, hello_again), with_context), Heard{"broken 1007"});
}

TEST(Text, IsCheckedAfterInflatingAtTheEarliestByte) {
  const std::string bad = "good \xFF" + noise(200);
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(bad)) + frame(fin | text, "unheard")),
            Heard{"broken 1007"});
  EXPECT_EQ(hear_compressed(compressed_frame(binary, deflated(bad))).front().substr(0, 6), "binary");
  // A block without compression shows where its bytes are.
  const auto stored = "\x00\x40\x00\xBF\xFF"s + "abc\xFF" + std::string(60, 'x') + "\x00"s;
  EXPECT_EQ(bytes_until_broken(compressed_frame(text, stored), without_context), 6U + 5 + 4);
}

TEST(Text, ThatIsBrokenBeforeItIsTooLongIsRefusedAsBroken) {
  EXPECT_EQ(
      hear_compressed(compressed_frame(text, deflated("\xFF" + std::string(2000, 'x'))), without_context, a_thousand),
      Heard{"broken 1007"});
  EXPECT_EQ(
      hear_compressed(compressed_frame(text, deflated(std::string(1000, 'x') + "\xFF")), without_context, a_thousand),
      Heard{"broken 1009"});
}

TEST(Text, MayBeCutWithinACharacterByFragmentsButNotEndThere) {
  const auto said = "小鳥🐦"s;
  for (std::size_t cut = 1; cut < said.size(); ++cut) {
    Compressor compressor;
    EXPECT_EQ(hear_compressed(frame(rsv1 | text, compressor(said.substr(0, cut)) + "\x00\x00\xFF\xFF"s) +
                              frame(fin | continuation, compressor(said.substr(cut)))),
              Heard{"text " + said});
  }
  EXPECT_EQ(hear_compressed(compressed_frame(text, deflated(said.substr(0, 4)))), Heard{"broken 1007"});
}

TEST(FragmentLimit, CountsCompressedFragmentsToo) {
  std::string bytes = frame(rsv1 | text, hello);
  for (int i = 0; i < 126; ++i) bytes += frame(continuation, "");
  EXPECT_EQ(hear_whole(bytes + frame(fin | continuation, ""), Role::server, {}, without_context), Heard{"text Hello"});
  EXPECT_EQ(
      hear_whole(bytes + frame(continuation, "") + frame(fin | continuation, ""), Role::server, {}, without_context),
      Heard{"broken 1008"});
}

TEST(FinalBlocks, InGreatNumberCostNoMoreThanTheirBytes) {
  std::string blocks;
  Compressor compressor;
  const auto block = compressor.finished("");
  while (blocks.size() < 60'000) blocks += block;
  EXPECT_EQ(hear_whole(compressed_frame(text, blocks + compressor("end")), Role::server, {}, with_context),
            Heard{"text end"});
}

}  // namespace rfc7692
