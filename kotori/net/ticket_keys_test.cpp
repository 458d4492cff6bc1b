#include "kotori/net/ticket_keys.hpp"

#include <gtest/gtest.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

struct KeysOfTickets : testing::Test {
  TicketKeys keys;
  Instant now = Instant{} + 100h;
};
}  // namespace

TEST_F(KeysOfTickets, AreTheSameForEverybodyWhileTheyLive) {
  const auto key = keys.current(now);
  EXPECT_EQ(keys.current(now + TicketKeys::life - 1s).name, key.name);
  EXPECT_EQ(keys.find(key.name, now)->cipher, key.cipher);
}

TEST_F(KeysOfTickets, OpenForAsLongAgainAsTheySealed) {
  const auto old = keys.current(now);
  const auto young = keys.current(now + TicketKeys::life);
  EXPECT_NE(young.name, old.name);
  EXPECT_NE(young.cipher, old.cipher);
  EXPECT_TRUE(keys.find(old.name, now + 2 * TicketKeys::life - 1s));
  EXPECT_FALSE(keys.find(old.name, now + 2 * TicketKeys::life));
}

TEST_F(KeysOfTickets, AreNotThereForStrangers) {
  keys.current(now);
  EXPECT_FALSE(keys.find(TicketKey{}.name, now));
}

}  // namespace kotori::inline v0
