#include "adapters/bus_local/local_bus.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>
#include <vector>

namespace adapters {
namespace {

struct Ear final : chat::BusListener {
  explicit Ear(std::string name) : self{std::move(name), 1} {}
  const chat::NodeId& node() const override { return self; }
  void on_news(const chat::NodeId& from, const chat::News& news) override {
    heard.push_back(from.name + " " + std::to_string(std::get<chat::Hint>(news).seq.value));
  }
  chat::NodeId self;
  std::vector<std::string> heard;
};

}  // namespace

TEST(LocalBus, TellsEveryoneButWhoPublished) {
  LocalBus bus;
  Ear speaker{"speaker"}, one{"one"}, other{"other"};
  for (auto* ear : {&speaker, &one, &other}) bus.listen(*ear);
  bus.publish(chat::Hint{.room = {"lobby"}, .seq = {7}, .facts = {}}, speaker);
  EXPECT_TRUE(speaker.heard.empty());
  EXPECT_EQ(one.heard, (std::vector<std::string>{"speaker 7"}));
  EXPECT_EQ(other.heard, one.heard);
}

TEST(LocalBus, TellsNobodyWhoWasForgotten) {
  LocalBus bus;
  Ear speaker{"speaker"}, one{"one"};
  bus.listen(one);
  bus.forget(one);
  bus.publish(chat::Hint{.room = {"lobby"}, .seq = {7}, .facts = {}}, speaker);
  EXPECT_TRUE(one.heard.empty());
}

}  // namespace adapters
