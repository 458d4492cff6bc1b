#include "adapters/bus_messages/replays.hpp"

#include <gtest/gtest.h>
#include <string>

namespace adapters {
namespace {

const chat::NodeId node{"one", 5};

}  // namespace

TEST(Replays, AreWhatWasSaidBefore) {
  Replays replays;
  for (std::uint64_t count = 1; count <= 3'000; ++count) {
    EXPECT_TRUE(replays.is_new(node, count));
    EXPECT_FALSE(replays.is_new(node, count));
  }
  for (std::uint64_t count = 1; count <= 3'000; ++count) EXPECT_FALSE(replays.is_new(node, count));
}

TEST(Replays, AreNotWhatComesInAnotherOrderWithinTheWindow) {
  Replays replays;
  EXPECT_TRUE(replays.is_new(node, 5'000));
  EXPECT_TRUE(replays.is_new(node, 5'000 - Replays::window + 1));
  EXPECT_FALSE(replays.is_new(node, 5'000 - Replays::window));
  for (std::uint64_t count = 4'999; count > 5'000 - Replays::window + 1; --count)
    EXPECT_TRUE(replays.is_new(node, count));
  EXPECT_FALSE(replays.is_new(node, 4'500));
}

TEST(Replays, AreNotWhatComesAfterAHole) {
  Replays replays;
  for (const std::uint64_t count : {1U, 2U, 700U, 1'700U, 10'000U}) EXPECT_TRUE(replays.is_new(node, count));
  EXPECT_TRUE(replays.is_new(node, 9'999));
  EXPECT_FALSE(replays.is_new(node, 10'000));
}

TEST(Replays, AreAllThatAnOlderLifeSays) {
  Replays replays;
  EXPECT_TRUE(replays.is_new({"one", 5}, 100));
  EXPECT_TRUE(replays.is_new({"one", 6}, 1));
  EXPECT_FALSE(replays.is_new({"one", 5}, 101));
  EXPECT_FALSE(replays.is_new({"one", 6}, 1));
  EXPECT_TRUE(replays.is_new({"other", 1}, 1));
}

TEST(Replays, OfTheNodeThatWasSilentLongestAreForgottenBeyondTheLimit) {
  Replays replays;
  for (std::size_t i = 0; i < Replays::most_nodes; ++i) EXPECT_TRUE(replays.is_new({std::to_string(i), 1}, 1));
  EXPECT_TRUE(replays.is_new({"0", 1}, 2));
  EXPECT_FALSE(replays.is_new({"1", 1}, 1));  // remembered, though not heard again
  EXPECT_TRUE(replays.is_new({"one more", 1}, 1));
  EXPECT_FALSE(replays.is_new({"0", 1}, 2));
  EXPECT_TRUE(replays.is_new({"2", 1}, 1));  // the limit's victim
}

}  // namespace adapters
