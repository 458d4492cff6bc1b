#include "adapters/sessions_sqlite/sqlite_sessions.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/sessions/encoding.hpp"

#include <benchmark/benchmark.h>
#include <filesystem>
#include <stdlib.h>
#include <string>
#include <vector>

/// What a loop waits for a session in SQLite: there and back over its worker, one at a time and 64 at once.
namespace {
using namespace kotori;
using namespace kotori::sessions;

std::string new_id() { return encode(random_bytes(32)); }

Record record() {
  const auto now = unix_millis_now();
  return {
      .value = R"({"name":"Ann","number":7})", .user = "Ann", .begun = now, .used = now, .expires = now + 1'000'000};
}

struct Ground {
  Ground() {
    std::string made = (std::filesystem::temp_directory_path() / "kotori-bench-XXXXXX").string();
    directory = ::mkdtemp(made.data());
    store = std::make_unique<adapters::SqliteSessions>(directory / "sessions.db", worker);
    loops.start();
  }
  ~Ground() {
    loops.finish();
    store.reset();
    std::filesystem::remove_all(directory);
  }
  /// As many at once as are asked for, until each has done its share.
  template <class F> void run(benchmark::State& state, F once) {
    const auto at_once = state.range(0);
    for (auto _ : state) {
      block_on(loops[0], [](F each, std::int64_t count) -> Task<> {
        TaskGroup tasks;
        for (std::int64_t i = 0; i < count; ++i) tasks.spawn(each(i));
        co_await tasks.join();
      }(once, at_once));
    }
    state.SetItemsProcessed(state.iterations() * at_once);
  }
  std::filesystem::path directory;
  WorkerThreads worker;
  Loops loops{1};
  std::unique_ptr<adapters::SqliteSessions> store;
};

void read(benchmark::State& state) {
  Ground ground;
  std::vector<std::string> ids;
  for (int i = 0; i < 64; ++i) ids.push_back(new_id());
  const auto write = [&](std::int64_t i) -> Task<> {
    co_await ground.store->write(ids[static_cast<std::size_t>(i)], record(), Writing::begin);
  };
  block_on(ground.loops[0], [](auto each) -> Task<> {
    for (int i = 0; i < 64; ++i) co_await each(i);
  }(write));
  ground.run(state, [&](std::int64_t i) -> Task<> {
    benchmark::DoNotOptimize(co_await ground.store->read(ids[static_cast<std::size_t>(i)]));
  });
}

void write(benchmark::State& state) {
  Ground ground;
  ground.run(state, [&](std::int64_t) -> Task<> { co_await ground.store->write(new_id(), record(), Writing::begin); });
}

BENCHMARK(read)->Arg(1)->Arg(64)->UseRealTime()->Unit(benchmark::kMicrosecond);
BENCHMARK(write)->Arg(1)->Arg(64)->UseRealTime()->Unit(benchmark::kMicrosecond);

}  // namespace
