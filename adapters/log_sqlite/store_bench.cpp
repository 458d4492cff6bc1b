#include "adapters/log_sqlite/reader.hpp"
#include "adapters/log_sqlite/store.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <stdlib.h>
#include <string>
#include <system_error>
#include <vector>

/// The writer alone, with as many commands in a transaction as wait for it, and pages of history.
namespace {
namespace sqlite = adapters::sqlite;

constexpr std::size_t writers = 100;

class Data {
 public:
  Data() {
    if (!mkdtemp(directory_.data())) throw std::system_error(errno, std::generic_category(), directory_);
    std::ofstream{file()};
  }
  ~Data() { std::filesystem::remove_all(directory_); }
  Data(const Data&) = delete;
  Data& operator=(const Data&) = delete;
  std::filesystem::path file() const { return std::filesystem::path{directory_} / "kotori.db"; }

 private:
  std::string directory_ = (std::filesystem::temp_directory_path() / "kotori-XXXXXX").string();
};

enum class Ids : std::int64_t {
  drawn,    ///< as browsers draw them
  counted,  ///< as programs count them
};

/// A hundred people who say things in turn, in the lobby or in rooms of their own.
class Crowd {
 public:
  Crowd(sqlite::Store& store, std::size_t rooms, Ids ids) : store_(store), ids_(ids) {
    store.begin();
    for (std::size_t i = 0; i < writers; ++i) {
      users_.push_back({std::string(28, 'a') + std::to_string(1'000 + i)});
      store.admit(users_.back());
    }
    for (std::size_t i = 0; i < rooms; ++i) {
      rooms_.push_back({"room" + std::to_string(i)});
      for (const auto& user : users_) {
        auto intent = next(user, rooms_.back());
        intent.what = chat::Join{};
        if (&user == users_.data()) intent.what = chat::Open{rooms_.back().value, {}};
        store.append(intent);
      }
    }
    if (rooms_.empty()) rooms_.push_back(chat::lobby);
    store.commit();
  }

  void say(std::size_t count) {
    store_.begin();
    for (std::size_t i = 0; i < count; ++i) {
      auto intent = next(users_[said_ % writers], rooms_[said_ % rooms_.size()]);
      intent.what = chat::NewText{"a text as people say it, not long and not short", {}};
      intent.only_if = {chat::Precondition::room_open, chat::Precondition::member};
      ++said_;
      benchmark::DoNotOptimize(store_.append(intent));
    }
    store_.commit();
    if (store_.wants_truncation()) store_.truncate_wal();
    if (store_.wants_checkpoint()) store_.checkpoint();
  }

 private:
  chat::Intent next(const chat::UserId& user, const chat::RoomName& room) {
    const auto count = ++commands_;
    const auto id = ids_ == Ids::counted ? 1'000'000'000 + count : count * 0x9E3779B97F4A7C15U;
    return {room, {user, {"a-browser-of-this-user"}, {std::to_string(id) + "-7f3a-4c21"}}, {}, {}};
  }

  sqlite::Store& store_;
  Ids ids_;
  std::vector<chat::UserId> users_;
  std::vector<chat::RoomName> rooms_;
  std::size_t said_ = 0;
  std::uint64_t commands_ = 0;
};

void say(benchmark::State& state) {
  const Data data;
  sqlite::Store store{data.file()};
  Crowd crowd{store, static_cast<std::size_t>(state.range(1)), static_cast<Ids>(state.range(2))};
  const auto group = static_cast<std::size_t>(state.range(0));
  for (auto _ : state) crowd.say(group);
  state.SetItemsProcessed(state.iterations() * state.range(0));
}
BENCHMARK(say)
    ->ArgNames({"group", "rooms", "counted"})
    ->Args({1, 0, 0})
    ->Args({50, 0, 0})
    ->Args({50, 0, 1})
    ->Args({50, 20, 0})
    ->Args({200, 0, 0})
    ->Args({200, 0, 1})
    ->UseRealTime();

void read_page(benchmark::State& state) {
  const Data data;
  sqlite::Store store{data.file()};
  Crowd crowd{store, 0, Ids::drawn};
  constexpr std::int64_t messages = 100'000;
  for (std::int64_t i = 0; i < messages; i += 1'000) crowd.say(1'000);
  sqlite::Reader reader{data.file()};
  std::uint64_t at = 0;
  for (auto _ : state) {
    at = (at + 7'919) % messages;
    benchmark::DoNotOptimize(reader.page({.room = chat::lobby, .before = chat::Seq{at}, .limit = 50}));
  }
}
BENCHMARK(read_page);

}  // namespace
