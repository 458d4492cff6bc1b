#include "kotori/http/byte_ranges.hpp"

#include <gtest/gtest.h>
#include <string>

/// RFC 9110 §14.1.2.
namespace kotori::inline v0::http {
namespace {
using Ranges = std::vector<ByteRange>;
}

TEST(ByteRanges, AreReadAsTheSectionShowsThem) {
  EXPECT_EQ(parse_byte_ranges("bytes=0-499", 10000), (Ranges{{0, 500}}));
  EXPECT_EQ(parse_byte_ranges("bytes=500-999", 10000), (Ranges{{500, 500}}));
  EXPECT_EQ(parse_byte_ranges("bytes=-500", 10000), (Ranges{{9500, 500}}));
  EXPECT_EQ(parse_byte_ranges("bytes=9500-", 10000), (Ranges{{9500, 500}}));
  EXPECT_EQ(parse_byte_ranges("bytes=0-0,-1", 10000), (Ranges{{0, 1}, {9999, 1}}));
  EXPECT_EQ(parse_byte_ranges("bytes= 0-999, 4500-5499, -1000", 10000),
            (Ranges{{0, 1000}, {4500, 1000}, {9000, 1000}}));
  EXPECT_EQ(parse_byte_ranges("BYTES=5-6,1-2", 10), (Ranges{{5, 2}, {1, 2}}));
}

TEST(ByteRanges, EndWhereTheBytesEnd) {
  EXPECT_EQ(parse_byte_ranges("bytes=5-99", 10), (Ranges{{5, 5}}));
  EXPECT_EQ(parse_byte_ranges("bytes=-99", 10), (Ranges{{0, 10}}));
  EXPECT_EQ(parse_byte_ranges("bytes=5-99999999999999999999999", 10), (Ranges{{5, 5}}));
  EXPECT_EQ(parse_byte_ranges("bytes=-18446744073709551616", 10), (Ranges{{0, 10}}));
}

TEST(ByteRanges, ThatLieBehindTheEndAreNone) {
  for (const auto* range : {"bytes=10-", "bytes=10-11", "bytes=-0", "bytes=99999999999999999999-", "bytes=10-,-0"})
    EXPECT_EQ(parse_byte_ranges(range, 10), Ranges{}) << range;
  for (const auto* range : {"bytes=0-", "bytes=-1", "bytes=0-0"}) EXPECT_EQ(parse_byte_ranges(range, 0), Ranges{});
  EXPECT_EQ(parse_byte_ranges("bytes=10-11,2-3", 10), (Ranges{{2, 2}}));
}

TEST(ByteRanges, ThatAreMalformedAreAsIfTheyWereNotThere) {
  for (const auto* range :
       {"", "bytes", "bytes=", "bytes=,", "bytes=1", "bytes=-", "bytes=2-1", "bytes=a-b", "bytes=1-2-3", "bytes=+1-2",
        "bytes=1 - 2", "bytes=0x1-2", "items=0-1", "bytes =0-1", "bytes=0-1;2-3", "bytes=1-2,x", "bytes=--1"})
    EXPECT_EQ(parse_byte_ranges(range, 10), std::nullopt) << range;
}

TEST(ByteRanges, MayBeSixteenAndNotOneMore) {
  std::string range = "bytes=0-0";
  for (int i = 1; i < 16; ++i) range += "," + std::to_string(2 * i) + "-" + std::to_string(2 * i);
  EXPECT_EQ(parse_byte_ranges(range, 100)->size(), 16);
  EXPECT_EQ(parse_byte_ranges(range + ",50-50", 100), std::nullopt);
  EXPECT_EQ(parse_byte_ranges(range + ",200-", 100), std::nullopt);  // also when it lies behind the end
}

TEST(ByteRanges, DoNotOverlap) {
  for (const auto* range : {"bytes=0-5,5-6", "bytes=5-6,0-5", "bytes=0-,0-", "bytes=0-,-1"})
    EXPECT_EQ(parse_byte_ranges(range, 10), std::nullopt) << range;
  EXPECT_EQ(parse_byte_ranges("bytes=5-6,0-4", 10), (Ranges{{5, 2}, {0, 5}}));
}

}  // namespace kotori::inline v0::http
