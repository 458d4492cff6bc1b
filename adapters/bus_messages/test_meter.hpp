#pragma once
#include "chat/ports/bus.hpp"

#include <algorithm>
#include <atomic>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cstdint>
#include <thread>
#include <vector>

namespace adapters {

/// For benches: two nodes, and what the one says to the other, a hint with one text each time.
class Meter {
 public:
  Meter(chat::Bus& here, chat::Bus& there) : here_(here), there_(there) {
    here_.listen(speaker_);
    there_.listen(ear_);
    there_.want(chat::lobby);
    for (; ear_.newest == 0; std::this_thread::yield()) say();
    wait();
  }
  ~Meter() {
    here_.forget(speaker_);
    there_.forget(ear_);
  }
  Meter(const Meter&) = delete;
  Meter& operator=(const Meter&) = delete;

  /// From publish() to on_news(), one after the other; in microseconds for half of them and for all but one in 100.
  void latency(benchmark::State& state) {
    std::vector<double> took;
    for (auto _ : state) {
      const auto begin = Clock::now();
      say();
      wait();
      took.push_back(std::chrono::duration<double>(ear_.heard_at - begin).count());
      state.SetIterationTime(took.back());
    }
    std::ranges::sort(took);
    state.counters["p50_us"] = took[took.size() / 2] * 1e6;
    state.counters["p99_us"] = took[took.size() * 99 / 100] * 1e6;
  }
  /// As many as are heard, 256 under way at a time.
  void rate(benchmark::State& state) {
    constexpr std::int64_t together = 256;
    for (auto _ : state) {
      for (int i = 0; i < together; ++i) say();
      wait();
    }
    state.SetItemsProcessed(state.iterations() * together);
  }

 private:
  using Clock = std::chrono::steady_clock;
  struct Ear final : chat::BusListener {
    explicit Ear(std::string name) : self{std::move(name), 1} {}
    const chat::NodeId& node() const override { return self; }
    void on_news(const chat::NodeId&, const chat::News& news) override {
      heard_at = Clock::now();
      newest = std::get<chat::Hint>(news).seq.value;
      newest.notify_one();
    }
    const chat::NodeId self;
    Clock::time_point heard_at;
    std::atomic<std::uint64_t> newest = 0;
  };

  void say() {
    hint_.seq = {++said_};
    here_.publish(hint_, speaker_);
  }
  void wait() {
    for (auto newest = ear_.newest.load(); newest != said_; newest = ear_.newest) ear_.newest.wait(newest);
  }

  chat::Bus& here_;
  chat::Bus& there_;
  Ear speaker_{"here"}, ear_{"there"};
  std::uint64_t said_ = 0;
  chat::Hint hint_{chat::lobby,
                   {},
                   {chat::protocol::Said{.room = chat::lobby,
                                         .seq = {1},
                                         .at = 1'795'402'800'000,
                                         .user = {{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "Ann"},
                                         .text = std::string(100, 'x'),
                                         .reply_to = {},
                                         .thread = {},
                                         .state = {}}}};
};

}  // namespace adapters
