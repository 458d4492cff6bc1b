#include "adapters/bus_local/local_bus.hpp"

#include <gtest/gtest.h>

namespace adapters {
namespace {

struct Ear final : chat::BusListener {
  void on_hint(const chat::Hint& hint) override { heard.push_back(hint.seq.value); }
  std::vector<std::uint64_t> heard;
};

}  // namespace

TEST(LocalBus, TellsEveryoneButWhoPublished) {
  LocalBus bus;
  Ear speaker, one, other;
  for (auto* ear : {&speaker, &one, &other}) bus.listen(*ear);
  bus.publish({.room = {"lobby"}, .seq = {7}, .facts = {}}, speaker);
  EXPECT_EQ(speaker.heard, (std::vector<std::uint64_t>{}));
  EXPECT_EQ(one.heard, (std::vector<std::uint64_t>{7}));
  EXPECT_EQ(other.heard, one.heard);
}

TEST(LocalBus, TellsNobodyWhoWasForgotten) {
  LocalBus bus;
  Ear speaker, one;
  bus.listen(one);
  bus.forget(one);
  bus.publish({.room = {"lobby"}, .seq = {7}, .facts = {}}, speaker);
  EXPECT_TRUE(one.heard.empty());
}

}  // namespace adapters
