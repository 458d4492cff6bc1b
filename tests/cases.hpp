#pragma once
#include <gtest/gtest.h>

/// Notes one more case of the running test: --gtest_output=json says how many each had.
inline void count_case() {
  static const testing::TestInfo* of = nullptr;
  static int cases = 0;
  const auto* running = testing::UnitTest::GetInstance()->current_test_info();
  if (running != of) cases = 0;
  of = running;
  testing::Test::RecordProperty("cases", ++cases);
}
