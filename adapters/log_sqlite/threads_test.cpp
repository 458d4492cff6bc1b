#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/sqlite/database.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/task_group.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <latch>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adapters {
namespace {

constexpr std::size_t loop_count = 3, speakers = 4, texts = 25;

chat::UserId user_of(std::size_t loop) { return {std::string(32, static_cast<char>('a' + loop))}; }

/// What one loop does: several speakers append one after another, and read what they wrote.
struct Side {
  explicit Side(SqliteLog& shared) : log(shared) {}

  kotori::Task<> begin(std::size_t loop, std::latch& done) {
    user = user_of(loop);
    const auto known = co_await log.admit(user);
    EXPECT_TRUE(known);
    kotori::TaskGroup speaking;
    for (std::size_t speaker = 0; speaker < speakers; ++speaker) speaking.spawn(speak(speaker));
    co_await speaking.join();
    done.count_down();
  }
  kotori::Task<> speak(std::size_t speaker) {
    const auto* home = kotori::Loop::current();
    for (std::size_t i = 0; i < texts; ++i) {
      auto id = std::to_string(speaker) + "-" + std::to_string(i);
      chat::Intent intent{{"lobby"}, {user, {"phone"}, {std::move(id)}}, chat::NewText{"hi", {}}, {}};
      const auto outcome = co_await log.append(std::move(intent));
      EXPECT_EQ(kotori::Loop::current(), home);
      const auto seq = chat::protocol::seq_of(std::get<chat::Stored>(outcome).fact);
      last = std::max(last, seq);
      chat::PageRequest request{.room = {"lobby"}, .after = chat::Seq{seq.value - 1}, .limit = 1};
      const auto page = co_await log.read(std::move(request));
      EXPECT_EQ(page.value().facts.at(0), std::get<chat::Stored>(outcome).fact);
    }
  }

  SqliteLog& log;
  chat::UserId user;
  chat::Seq last;
  kotori::TaskGroup tasks;
};

}  // namespace

TEST(SqliteLogOnThreads, AnswersEachLoopOnItselfAndShowsItWhatItWasAnswered) {
  const TestDirectory directory;
  kotori::Loops loops{loop_count};  // first, for a worker may still be waking one when its answer has come
  kotori::WorkerThreads writer, readers{2};
  SqliteLog log{directory.path() / "data", writer, readers};
  std::vector<std::unique_ptr<Side>> sides;
  std::latch done{loop_count};
  for (std::size_t i = 0; i < loop_count; ++i) {
    auto& side = *sides.emplace_back(std::make_unique<Side>(log));
    loops[i].post([&side, &done, i] { side.tasks.spawn(side.begin(i, done)); });
  }
  loops.start();
  done.wait();
  loops.finish();

  std::uint64_t last = 0;
  for (const auto& side : sides) last = std::max(last, side->last.value);
  EXPECT_EQ(last, loop_count * speakers * texts);
}

TEST(SqliteLogOnThreads, WaitsForAnotherProcessThatWritesAndKeepsTheOrder) {
  const TestDirectory directory;
  kotori::EpollLoop loop;
  kotori::WorkerThreads writer, readers;
  SqliteLog log{directory.path() / "data", writer, readers};
  kotori::TaskGroup group;
  std::vector<std::uint64_t> seqs;
  std::optional<sqlite::Database> other;
  auto say = [&](std::string id) -> kotori::Task<> {
    chat::Intent intent{chat::lobby, {user_of(0), {"phone"}, {std::move(id)}}, chat::NewText{"hi", {}}, {}};
    const auto outcome = co_await log.append(std::move(intent));
    EXPECT_FALSE(other);
    seqs.push_back(chat::protocol::seq_of(std::get<chat::Stored>(outcome).fact).value);
  };
  auto begin = [&]() -> kotori::Task<> {
    EXPECT_TRUE(co_await log.admit(user_of(0)));
    other.emplace(directory.path() / "data" / "kotori.db", sqlite::Database::Role::writer).run("BEGIN EXCLUSIVE");
    for (int i = 0; i < 5; ++i) group.spawn(say(std::to_string(i)));
    // The loop goes on, and what is there can be read.
    EXPECT_TRUE(co_await log.read({.room = chat::lobby, .limit = 1}));
    EXPECT_TRUE(seqs.empty());
    other.reset();
    co_await group.join();
    loop.quit();
  };
  kotori::TaskGroup beginning;
  loop.post([&] { beginning.spawn(begin()); });
  loop.run();
  EXPECT_EQ(seqs, (std::vector<std::uint64_t>{1, 2, 3, 4, 5}));
}

}  // namespace adapters
