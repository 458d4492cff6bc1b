#include "apps/kotori/bench/histogram.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {
using namespace std::chrono_literals;

TEST(Histogram, OfNothingIsZero) {
  const Histogram none;
  EXPECT_EQ(none.count(), 0U);
  EXPECT_EQ(none.percentile(99), 0ns);
}

TEST(Histogram, IsExactForFewNanoseconds) {
  Histogram some;
  for (int i = 1; i <= 100; ++i) some.add(std::chrono::nanoseconds{i});
  EXPECT_EQ(some.percentile(1), 1ns);
  EXPECT_EQ(some.percentile(50), 50ns);
  EXPECT_EQ(some.percentile(100), 100ns);
  EXPECT_EQ(some.longest(), 100ns);
}

TEST(Histogram, IsRightToWithinTwoInAHundred) {
  for (kotori::Duration took = 1us; took < 1h; took = took * 17 / 10) {
    Histogram one;
    one.add(took);
    one.add(1h);
    const auto said = one.percentile(50);
    EXPECT_GE(said, took);
    EXPECT_LE(said, took + took / 60);
  }
}

TEST(Histogram, TellsTheFewFromTheMany) {
  Histogram mixed;
  for (int i = 0; i < 999; ++i) mixed.add(1ms);
  mixed.add(2s);
  EXPECT_LT(mixed.percentile(99.9), 1020us);
  EXPECT_EQ(mixed.percentile(100), 2s);
}

TEST(Histogram, TakesWhatNoClockShouldGive) {
  Histogram odd;
  odd.add(-5ns);
  odd.add(100h);
  EXPECT_EQ(odd.percentile(50), 0ns);
  EXPECT_EQ(odd.longest(), 1h);
}

}  // namespace
}  // namespace bench
