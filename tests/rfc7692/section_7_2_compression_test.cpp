#include "kotori/websocket/deflater.hpp"
#include "tests/rfc7692/compressed.hpp"

#include <gtest/gtest.h>

/// §7.2.1 Compression: what we send.
namespace rfc7692 {
namespace {

using kotori::websocket::Deflater;

std::string repeated(std::string_view word, std::size_t times) {
  std::string text;
  while (times-- > 0) text += word;
  return text;
}

}  // namespace

TEST(Section7_2_3_1_Compressor, MakesOfHelloWhatTheRfcShows) { EXPECT_EQ(Deflater{15}.deflate("Hello"), hello); }

TEST(Section7_2_3_6_Compressor, MakesOneZeroOfAnEmptyMessage) { EXPECT_EQ(Deflater{15}.deflate(""), "\x00"s); }

TEST(Section7_1_1_1_Compressor, NeverRefersToAMessageBefore) {
  Deflater deflater{15};
  EXPECT_EQ(deflater.deflate("Hello"), hello);
  EXPECT_EQ(deflater.deflate("Hello"), hello);
}

TEST(Section7_2_1_Compressor, LeavesTheTailOut) {
  Deflater deflater{15};
  for (const auto& message : {"x"s, repeated("word ", 1000), noise(70'000)}) {
    EXPECT_EQ(inflated_strictly(deflater.deflate(message), 15), message);
  }
}

TEST(Section7_2_1_Compressor, TakesAnySizeOfMessage) {
  Deflater deflater{12};
  for (std::size_t size = 0; size < 300; ++size)
    EXPECT_EQ(inflated_strictly(deflater.deflate(noise(size)), 12), noise(size));
  for (const std::size_t size : {32'767U, 32'768U, 65'535U, 65'536U, 1'000'000U})
    EXPECT_EQ(inflated_strictly(deflater.deflate(noise(size)), 12), noise(size));
}

// The decoder has no more than the window, so that a reference beyond it breaks.
TEST(Section7_1_2_1_Compressor, NeverRefersBackFurtherThanItsWindow) {
  for (std::uint8_t bits = 8; bits <= 15; ++bits) {
    const auto window = std::size_t{1} << bits;
    Deflater deflater{bits};
    for (std::size_t period = window - 10; period <= window + 10; ++period) {
      const auto message = repeated(noise(period), 3);
      ASSERT_EQ(inflated_strictly(deflater.deflate(message), bits), message) << int{bits} << " bits, period " << period;
    }
  }
}

TEST(Section7_1_2_1_Compressor, UsesWhatThereIsOfItsWindow) {
  for (std::uint8_t bits = 8; bits <= 15; ++bits) {
    const auto message = repeated(noise((std::size_t{1} << bits) - 262 + (bits == 8 ? 256 : 0)), 8);
    EXPECT_LT(Deflater{bits}.deflate(message).size(), message.size() / 2) << int{bits};
  }
}

}  // namespace rfc7692
