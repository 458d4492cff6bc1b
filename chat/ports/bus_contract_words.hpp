#pragma once
#include "chat/ports/bus.hpp"

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <gtest/gtest.h>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

/// The words in which bus_contract.hpp is written.
namespace chat::contract {

/// Longer than anything takes that is not broken.
inline constexpr auto patience = std::chrono::seconds{20};

/// Waits until something is so that nobody tells of; false when patience ends.
inline bool eventually(const std::function<bool()>& is_so) {
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!is_so()) {
    if (std::chrono::steady_clock::now() > end) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds{1});
  }
  return true;
}

/// News as it was heard.
struct Heard {
  NodeId from;
  News news;
  bool operator==(const Heard&) const = default;
};

/// A node that writes down what it hears. Any thread.
class Ear final : public BusListener {
 public:
  explicit Ear(std::string name, std::uint64_t life = 1) : node_{std::move(name), life} {}
  const NodeId& node() const override { return node_; }
  void on_news(const NodeId& from, const News& news) override {
    const std::lock_guard lock{mutex_};
    heard_.push_back({from, news});
    changed_.notify_all();
  }

  /// All that was heard, once this is so of it. Throws when patience ends.
  std::vector<Heard> once(const std::function<bool(const std::vector<Heard>&)>& is_so) {
    std::unique_lock lock{mutex_};
    if (!changed_.wait_for(lock, patience, [&] { return is_so(heard_); }))
      throw std::runtime_error("never heard; what was: " + std::to_string(heard_.size()));
    return heard_;
  }
  /// All that was heard up to this news, which must come.
  std::vector<Heard> up_to(const News& news) {
    return once([&](const auto& heard) { return !heard.empty() && heard.back().news == news; });
  }
  std::vector<Heard> heard() const {
    const std::lock_guard lock{mutex_};
    return heard_;
  }
  bool has_heard(const News& news) const {
    const std::lock_guard lock{mutex_};
    return std::ranges::any_of(heard_, [&](const auto& each) { return each.news == news; });
  }
  void forget_all() {
    const std::lock_guard lock{mutex_};
    heard_.clear();
  }

 private:
  const NodeId node_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Heard> heard_;
};

inline const RoomName garden_room{"garden"};
inline Person somebody(const std::string& name = "Ann") { return {{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, name}; }
inline News hint(std::uint64_t seq, RoomName where = lobby) { return Hint{std::move(where), {seq}, {}}; }

/// Two nodes on their ways into one bus: `here` speaks, `there` listens.
template <class Bench> class BusContract : public testing::Test {
 protected:
  void SetUp() override {
    bench.here().listen(here);
    bench.there().listen(there);
  }
  void TearDown() override {
    bench.here().forget(here);
    bench.there().forget(there);
  }
  void say(const News& news) { bench.here().publish(news, here); }

  /// Wants news of this at the far end, and returns when it arrives there; what was heard until then is forgotten.
  void tune_in(const Topic& topic) {
    bench.there().want(topic);
    ASSERT_NO_FATAL_FAILURE(probe(topic));
  }
  void probe(const Topic& topic) {
    int count = 0;
    News last;
    ASSERT_TRUE(eventually([&] {
      last = probe_of(topic, ++count);
      say(last);
      return !there.heard().empty();
    }));
    there.up_to(last);
    there.forget_all();
  }
  static News probe_of(const Topic& topic, int count) {
    if (const auto* room = std::get_if<RoomName>(&topic))
      return Writes{*room, {{"cccccccccccccccccccccccccccccccc"}, "probe" + std::to_string(count)}};
    return ForPerson{std::get<VisitorNumber>(topic), protocol::ReadElsewhere{lobby, {std::uint64_t(count)}}};
  }

  Bench bench;
  Ear here{"here"}, there{"there"};
};

}  // namespace chat::contract
