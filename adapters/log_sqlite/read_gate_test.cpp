#include "adapters/log_sqlite/read_gate.hpp"

#include <atomic>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace adapters::sqlite {

TEST(AReadGate, LetsReadersInTogether) {
  ReadGate gate;
  const ReadGate::Inside one{gate};
  const ReadGate::Inside other{gate};
}

TEST(AReadGate, LetsOneBeAloneWhoeverComesAndGoes) {
  ReadGate gate;
  std::atomic<int> inside = 0;
  std::atomic<bool> enough = false;
  std::vector<std::jthread> readers;
  for (int i = 0; i < 3; ++i)
    readers.emplace_back([&] {
      while (!enough) {
        const ReadGate::Inside in{gate};
        ++inside;
        --inside;
      }
    });
  for (int times = 0; times < 1'000; ++times) EXPECT_EQ(gate.alone([&] { return inside.load(); }), 0);
  enough = true;
}

}  // namespace adapters::sqlite
