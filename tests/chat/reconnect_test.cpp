#include "kotori/async/task_group.hpp"
#include "tests/chat/clients.hpp"
#include "tests/chat/wanderer.hpp"

#include <algorithm>
#include <array>
#include <deque>

/// The promise: whoever comes and goes sees every fact once, in one order, whatever connections and loops do.
namespace {

constexpr std::array names{"ann", "bob", "eve", "zoe"};

void wander_together(Chat& chat, std::deque<Wanderer>& wanderers) {
  auto& simulation = chat.server().simulation();
  kotori::TaskGroup tasks;
  simulation.run_on(simulation.loop(simulation.loop_count() - 1), [&] {
    for (auto& wanderer : wanderers) tasks.spawn(wanderer.wander());
  });
  chat.server().stop();
}

std::vector<std::string> said_by(const std::string& name, const std::vector<std::string>& texts) {
  std::vector<std::string> own;
  std::ranges::copy_if(texts, std::back_inserter(own), [&](const auto& text) { return text.starts_with(name + "-"); });
  return own;
}

}  // namespace

struct EverySeed : testing::TestWithParam<std::uint64_t> {};

TEST_P(EverySeed, ShowsThoseWhoLoseTheirConnectionsNeitherHoleNorDouble) {
  const auto seed = GetParam();
  adapters::TestDirectory data;
  Chat chat{data.path(), {.loops = 1 + static_cast<unsigned>(seed % 3), .seed = seed}};
  std::deque<Wanderer> wanderers;
  for (const auto* name : names) wanderers.emplace_back(chat, name, seed * names.size() + wanderers.size(), 12, 6);

  wander_together(chat, wanderers);

  int cuts = 0;
  for (const auto& wanderer : wanderers) cuts += wanderer.cuts();
  EXPECT_GT(cuts, 0);
  const auto& texts = wanderers[0].texts();
  EXPECT_EQ(texts.size(), names.size() * 12);
  for (const auto& wanderer : wanderers) {
    EXPECT_TRUE(wanderer.has_said_all());
    EXPECT_EQ(wanderer.surprises(), std::vector<std::string>{});
    EXPECT_EQ(wanderer.texts(), texts);
  }
  for (const auto* name : names) {
    std::vector<std::string> in_order;
    for (int i = 0; i < 12; ++i) in_order.push_back(std::string{name} + "-" + std::to_string(i));
    EXPECT_EQ(said_by(name, texts), in_order);
  }
}

INSTANTIATE_TEST_SUITE_P(Reconnecting, EverySeed, testing::Range<std::uint64_t>(1, 31));
