#include "adapters/log_postgres/postgres_log.hpp"
#include "adapters/postgres/test_client.hpp"
#include "adapters/postgres/test_server.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdint>
#include <string>
#include <vector>

/// What one process stores in a PostgreSQL of its own on the same machine, with fsync; and pages of history.
namespace {
using adapters::postgres::run_on;
using adapters::postgres::TestServer;

constexpr std::size_t people = 100;

/// People who each say one thing after another, in the lobby or in rooms of their own.
class Crowd {
 public:
  explicit Crowd(std::size_t rooms) : log_(TestServer::shared().new_database().url) {
    loops_.start();
    run_on(loops_[0], come(rooms));
  }

  chat::Log& log() { return log_; }
  kotori::Loop& loop() { return loops_[0]; }

  /// `speakers` of them at the same time; how long each thing took, in seconds.
  std::vector<double> say(std::size_t speakers, std::size_t texts) {
    return run_on(loops_[0], all_say(speakers, texts));
  }

 private:
  kotori::Task<bool> come(std::size_t rooms) {
    for (std::size_t i = 0; i < people; ++i) {
      users_.push_back({std::string(28, 'a') + std::to_string(1'000 + i)});
      co_await log_.admit(users_.back());
    }
    for (std::size_t room = 0; room < rooms; ++room) {
      rooms_.push_back({"room" + std::to_string(room)});
      for (const auto& user : users_) {
        auto intent = next(user, rooms_.back(), chat::Join{});
        if (&user == users_.data()) intent.what = chat::Open{rooms_.back().value, {}};
        co_await log_.append(std::move(intent));
      }
    }
    if (rooms_.empty()) rooms_.push_back(chat::lobby);
    co_return true;
  }
  kotori::Task<std::vector<double>> all_say(std::size_t speakers, std::size_t texts) {
    std::vector<double> took;
    kotori::TaskGroup group;
    for (std::size_t i = 0; i < speakers; ++i)
      group.spawn(says(users_[i % people], rooms_[i % rooms_.size()], texts, took));
    co_await group.join();
    co_return took;
  }
  kotori::Task<> says(chat::UserId user, chat::RoomName room, std::size_t texts, std::vector<double>& took) {
    for (std::size_t i = 0; i < texts; ++i) {
      auto intent = next(user, room, chat::NewText{"a text as people say it, not long and not short", {}});
      if (room != chat::lobby) intent.only_if = {chat::Precondition::room_open, chat::Precondition::member};
      auto* loop = kotori::Loop::current();
      const auto began = loop->read_clock();
      const auto outcome = co_await log_.append(std::move(intent));
      if (!std::holds_alternative<chat::Stored>(outcome)) throw std::runtime_error("not stored");
      took.push_back(std::chrono::duration<double>{loop->read_clock() - began}.count());
    }
  }
  // As browsers draw them.
  chat::Intent next(const chat::UserId& user, const chat::RoomName& room, chat::What what) {
    const auto id = std::to_string(++commands_ * 0x9E3779B97F4A7C15U) + "-7f3a-4c21";
    return {room, {user, {"a-browser-of-this-user"}, {id}}, std::move(what), {}};
  }

  kotori::Loops loops_{1};
  adapters::PostgresLog log_;
  std::vector<chat::UserId> users_;
  std::vector<chat::RoomName> rooms_;
  std::uint64_t commands_ = 0;
};

void say(benchmark::State& state) {
  const auto speakers = static_cast<std::size_t>(state.range(0));
  Crowd crowd{static_cast<std::size_t>(state.range(1))};
  crowd.say(speakers, 10);
  std::vector<double> took;
  for (auto _ : state) {
    const auto more = crowd.say(speakers, 50);
    took.insert(took.end(), more.begin(), more.end());
  }
  std::ranges::sort(took);
  state.SetItemsProcessed(static_cast<std::int64_t>(took.size()));
  state.counters["p50_ms"] = took[took.size() / 2] * 1'000;
  state.counters["p99_ms"] = took[took.size() * 99 / 100] * 1'000;
}
BENCHMARK(say)
    ->ArgNames({"speakers", "rooms"})
    ->Args({1, 0})
    ->Args({50, 0})
    ->Args({200, 0})
    ->Args({200, 20})
    ->Args({500, 20})
    ->UseRealTime();

void read_page(benchmark::State& state) {
  Crowd crowd{0};
  const auto messages = static_cast<std::uint64_t>(state.range(0));
  crowd.say(500, messages / 500);
  std::uint64_t at = 0;
  for (auto _ : state) {
    at = (at + 7'919) % messages;
    auto page = run_on(crowd.loop(), crowd.log().read({.room = chat::lobby, .before = chat::Seq{at}, .limit = 50}));
    benchmark::DoNotOptimize(page);
  }
}
BENCHMARK(read_page)->Arg(100'000)->UseRealTime();

}  // namespace
