#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/inflater.hpp"

#include <benchmark/benchmark.h>
#include <string>

namespace kotori::websocket {
namespace {

/// What a chat tells: JSON with names that come again.
std::string history(std::size_t at_least) {
  std::string text = "[";
  for (int i = 0; text.size() < at_least; ++i)
    text += R"({"type":"said","seq":)" + std::to_string(1000 + i) + R"(,"from":"bird)" + std::to_string(i * 7919 % 13) +
            R"(","text":"the little bird sings for the )" + std::to_string(i * 104729 % 997) + R"(th time"},)";
  text.resize(at_least);
  return text;
}

void deflate(benchmark::State& state) {
  const auto message = history(static_cast<std::size_t>(state.range(0)));
  Deflater deflater{static_cast<std::uint8_t>(state.range(1))};
  std::size_t size = 0;
  for ([[maybe_unused]] auto _ : state) size = deflater.deflate(message).size();
  state.SetBytesProcessed(state.iterations() * state.range(0));
  state.counters["of_100"] = 100.0 * static_cast<double>(size) / static_cast<double>(message.size());
}
BENCHMARK(deflate)->ArgsProduct({{1024, 8192, 65536}, {15, 9}});

void inflate(benchmark::State& state) {
  const auto message = history(static_cast<std::size_t>(state.range(0)));
  const auto payload = Deflater{15}.deflate(message);
  Inflater inflater{{.window_bits = 15, .keeps_context = state.range(1) != 0}};
  for ([[maybe_unused]] auto _ : state) {
    std::string out;
    inflater.take(payload, out, message.size());
    inflater.finish(out, message.size());
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(inflate)->ArgsProduct({{1024, 8192, 65536}, {0, 1}});

}  // namespace
}  // namespace kotori::websocket
