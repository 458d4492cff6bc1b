#include "kotori/base/eight_bytes.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0 {
namespace {

constexpr auto every_byte = [] {
  std::array<char, 256> all{};
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = static_cast<char>(i);
  return all;
}();

}  // namespace

TEST(EightBytes, TellWhetherOneOfThemIsMeantWhateverTheOthersAre) {
  for (const char neighbour : {' ', 'a', '\x7f', '\x80', '\xff'}) {
    for (const char byte : every_byte) {
      for (std::size_t at = 0; at < 8; ++at) {
        std::string eight(8, neighbour);
        eight[at] = byte;
        const auto word = load_eight(eight.data());
        EXPECT_EQ(any_below(' ', word) != 0, static_cast<unsigned char>(byte) < ' ');
        EXPECT_EQ(any_is('"', word) != 0, byte == '"');
        EXPECT_EQ(any_beyond_ascii(word) != 0, static_cast<unsigned char>(byte | neighbour) > 0x7f);
      }
    }
  }
}

TEST(EightBytes, PassThePlainFrontOfATextAndStopAtTheFirstOther) {
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t other = 0; other <= size; ++other) {
      std::string text(size, 'a');
      if (other < size) text[other] = '"';
      EXPECT_EQ(plain_front(
                    text, [](std::uint64_t eight) { return any_is('"', eight); }, [](char c) { return c != '"'; }),
                other);
    }
  }
}

TEST(IsAscii, SeesOneOtherByteAtEveryLengthAndPlace) {
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string text(size, '\x7f');
    EXPECT_TRUE(is_ascii(text));
    for (std::size_t other = 0; other < size; ++other) {
      text[other] = '\x80';
      EXPECT_FALSE(is_ascii(text)) << size << ", " << other;
      text[other] = '\x7f';
    }
  }
}

}  // namespace kotori::inline v0
