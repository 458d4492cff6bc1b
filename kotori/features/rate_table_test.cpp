#include "kotori/features/rate_table.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <string>
#include <thread>

namespace kotori::inline v0::features {
namespace {
using namespace std::chrono_literals;

constexpr Bucket ten_a_second{.interval = 100ms, .burst = 20};

bool grants(RateTable& table, std::string_view key, Instant now, const Bucket& bucket = ten_a_second) {
  return table.take(key, bucket, now).wait == Duration::zero();
}

}  // namespace

TEST(ARateTable, GrantsTheWholeBurstAtOnceAndNotOneMore) {
  RateTable table{1000};
  for (std::uint32_t i = 1; i <= 20; ++i)
    EXPECT_EQ(table.take("ann", ten_a_second, Instant{5s}),
              (Granted{.wait = {}, .left = 20 - i, .until_full = i * 100ms}));
  EXPECT_EQ(table.take("ann", ten_a_second, Instant{5s}), (Granted{.wait = 100ms, .left = 0, .until_full = 2s}));
  EXPECT_TRUE(grants(table, "bob", Instant{5s}));
}

TEST(ARateTable, GivesBackOneInEachInterval) {
  RateTable table{1000};
  for (int i = 0; i < 20; ++i) EXPECT_TRUE(grants(table, "ann", Instant{5s}));
  EXPECT_FALSE(grants(table, "ann", Instant{5s + 100ms - 1ns}));
  EXPECT_TRUE(grants(table, "ann", Instant{5s + 100ms}));
  EXPECT_FALSE(grants(table, "ann", Instant{5s + 100ms}));
  EXPECT_EQ(table.take("ann", ten_a_second, Instant{5s + 350ms}).left, 1U);
  EXPECT_EQ(table.take("ann", ten_a_second, Instant{100s}).left, 19U);
}

TEST(ARateTable, DoesNotCountWhatItRefuses) {
  RateTable table{1000};
  for (int i = 0; i < 1000; ++i) grants(table, "ann", Instant{5s});
  EXPECT_TRUE(grants(table, "ann", Instant{5s + 100ms}));
}

TEST(ARateTable, ForgetsThoseWhoHaveAskedLeast) {
  RateTable table{64};
  const auto now = Instant{5s};
  while (grants(table, "flooder", now)) {
  }
  for (int i = 0; i < 100'000; ++i) grants(table, "passer-by " + std::to_string(i), now);
  EXPECT_FALSE(grants(table, "flooder", now));
}

TEST(ARateTable, IsExactOverManyThreads) {
  RateTable table{1000};
  constexpr Bucket bucket{.interval = 1h, .burst = 5000};
  std::atomic<int> granted = 0;
  {
    std::vector<std::jthread> threads;
    for (int thread = 0; thread < 4; ++thread)
      threads.emplace_back([&] {
        for (int i = 0; i < 2000; ++i)
          if (grants(table, "ann", Instant{5s}, bucket)) ++granted;
      });
  }
  EXPECT_EQ(granted, 5000);
}

}  // namespace kotori::inline v0::features
