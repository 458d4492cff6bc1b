#include "kotori/sessions/memory_store.hpp"

#include "kotori/sessions/test_store_contract.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0::sessions {
namespace {

struct InMemory {
  Simulation simulation;
  TestClock clock;
  MemoryStore store{{.clock = clock.read()}};
};
INSTANTIATE_TYPED_TEST_SUITE_P(Memory, StoreContract, InMemory);

struct AMemoryStore : testing::Test {
  Record record(std::string value, UnixMillis lasts = 1000) {
    return {.value = std::move(value), .begun = clock.now, .used = clock.now, .expires = clock.now + lasts};
  }
  bool has(MemoryStore& store, std::string id) { return simulation.run(store.read(std::move(id))).has_value(); }
  void write(MemoryStore& store, std::string id, Record kept) {
    simulation.run(store.write(std::move(id), std::move(kept), Writing::begin));
  }
  Simulation simulation;
  TestClock clock;
};

}  // namespace

TEST_F(AMemoryStore, HoldsSoManySessionsAndDropsTheOneThatWasNotUsedForLongest) {
  MemoryStore store{{.sessions = 3, .clock = clock.read()}};
  for (const auto* id : {"a", "b", "c"}) write(store, id, record("1"));
  EXPECT_EQ(store.size(), 3U);
  EXPECT_TRUE(has(store, "a"));
  write(store, "d", record("1"));
  EXPECT_EQ(store.size(), 3U);
  EXPECT_FALSE(has(store, "b"));
  EXPECT_TRUE(has(store, "a") && has(store, "c") && has(store, "d"));
}

TEST_F(AMemoryStore, HoldsSoManyBytesAndNotOneMore) {
  MemoryStore probe{{.clock = clock.read()}};
  write(probe, "a", record("1"));
  MemoryStore store{{.bytes = 2 * probe.bytes(), .clock = clock.read()}};
  write(store, "a", record("1"));
  write(store, "b", record("1"));
  EXPECT_EQ(store.size(), 2U);
  write(store, "b", record("12"));
  EXPECT_EQ(store.size(), 1U);
  EXPECT_TRUE(has(store, "b"));
  EXPECT_EQ(store.bytes(), probe.bytes() + 1);
}

TEST_F(AMemoryStore, GivesBackWhatItHeld) {
  MemoryStore store{{.clock = clock.read()}};
  write(store, "a", record(std::string(1000, 'x')));
  simulation.run(store.erase("a"));
  EXPECT_EQ(store.bytes(), 0U);
}

TEST_F(AMemoryStore, DropsWhatHasExpiredAtTheNextWrites) {
  MemoryStore store{{.clock = clock.read()}};
  for (int i = 0; i < 40; ++i) write(store, "old" + std::to_string(i), record("1", 10));
  write(store, "lasts", record("1", 1000));
  clock.advance(std::chrono::milliseconds{10});
  EXPECT_FALSE(has(store, "old0"));
  EXPECT_EQ(store.size(), 41U);
  for (int i = 0; i < 3; ++i) write(store, "new", record("1"));
  EXPECT_EQ(store.size(), 2U);
}

}  // namespace kotori::inline v0::sessions
