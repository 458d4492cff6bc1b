#include "kotori/websocket/masking.hpp"

#include <gtest/gtest.h>
#include <string>

namespace kotori::inline v0::websocket {
namespace {

constexpr MaskKey key{0x37, 0xfa, 0x21, 0x3d};

std::string counting(std::size_t size) {
  std::string bytes(size, '\0');
  for (std::size_t i = 0; i < size; ++i) bytes[i] = static_cast<char>(i * 7);
  return bytes;
}

/// §5.3 word for word: octet i of the result is octet i of the data XOR octet i MODULO 4 of the key.
std::string masked_by_the_letter(std::string bytes, std::size_t offset = 0) {
  for (std::size_t i = 0; i < bytes.size(); ++i) bytes[i] = static_cast<char>(bytes[i] ^ key[(i + offset) % 4]);
  return bytes;
}

}  // namespace

TEST(Masking, FollowsTheLetterAtEveryLengthAndOffset) {
  for (std::size_t size = 0; size <= 40; ++size) {
    for (std::size_t offset = 0; offset < 9; ++offset) {
      std::string bytes = counting(size);
      mask(bytes, key, offset);
      EXPECT_EQ(bytes, masked_by_the_letter(counting(size), offset)) << size << " bytes from " << offset;
    }
  }
}

/// What stands before and behind stays: a way may overlap its own steps, never its ends.
TEST(Masking, EveryWayOfThisMachineFollowsTheLetterWhereverTheBytesLie) {
  for (const auto& [least, copy] : masking_ways()) {
    for (std::size_t size = least; size <= 290; ++size) {
      for (std::size_t offset = 0; offset < 4; ++offset) {
        const std::string expected = "<<" + masked_by_the_letter(counting(size), offset) + ">>";
        for (const std::size_t from : {0, 1, 3, 6, 14, 15, 22, 30, 31}) {
          std::string in_place = std::string(from, '.') + "<<" + counting(size) + ">>", copied = in_place;
          char* const bytes = in_place.data() + from + 2;
          char* const out = copied.data() + from + 2;
          EXPECT_EQ(copy(out, {bytes, size}, turned(key, offset)), out + size);
          EXPECT_EQ(copy(bytes, {bytes, size}, turned(key, offset)), bytes + size);
          EXPECT_EQ(copied.substr(from), expected) << size << " bytes, at least " << least << ", from " << from;
          EXPECT_EQ(in_place.substr(from), expected) << size << " bytes, at least " << least << ", from " << from;
        }
      }
    }
  }
}

TEST(Masking, TheKeyTurnsTowardsItsFront) {
  EXPECT_EQ(turned(key, 0), key);
  EXPECT_EQ(turned(key, 1), (MaskKey{0xfa, 0x21, 0x3d, 0x37}));
  EXPECT_EQ(turned(key, 7), (MaskKey{0x3d, 0x37, 0xfa, 0x21}));
}

TEST(Masking, TwiceIsNone) {
  std::string bytes = counting(1001);
  mask(bytes, key);
  mask(bytes, key);
  EXPECT_EQ(bytes, counting(1001));
}

TEST(Masking, InPiecesIsMaskingAtOnce) {
  for (std::size_t cut = 0; cut <= 21; ++cut) {
    std::string bytes = counting(21);
    mask(std::span(bytes).first(cut), key);
    mask(std::span(bytes).subspan(cut), key, cut);
    EXPECT_EQ(bytes, masked_by_the_letter(counting(21))) << cut;
  }
}

TEST(Masking, OnTheWayWritesExactlyAsMuchAsItReads) {
  for (std::size_t size = 0; size <= 40; ++size) {
    std::string out(size + 8, '!');
    char* end = copy_masked(out.data(), counting(size), key);
    EXPECT_EQ(end, out.data() + size);
    EXPECT_EQ(out, masked_by_the_letter(counting(size)) + "!!!!!!!!");
  }
}

}  // namespace kotori::inline v0::websocket
