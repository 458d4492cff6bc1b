#include "bench/codec/samples.hpp"
#include "kotori/websocket/masking.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <boost/beast/websocket/detail/mask.hpp>
#include <cstring>
#include <span>
#include <string>

namespace {
namespace beast = boost::beast::websocket::detail;

/// Frames that lie one behind the other, short ones in the nearest cache.
template <class Unmask> void measure(benchmark::State& state, Unmask unmask) {
  const auto size = static_cast<std::size_t>(state.range(0));
  std::string frames(std::max<std::size_t>(size, 8192), 'x');
  std::size_t at = 0;
  for ([[maybe_unused]] auto _ : state) {
    unmask(std::span(frames).subspan(at, size));
    benchmark::ClobberMemory();
    at = at + 2 * size <= frames.size() ? at + size : 0;
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void kotori_unmask(benchmark::State& state) {
  measure(state, [](std::span<char> bytes) { kotori::websocket::mask(bytes, samples::key); });
}
BENCHMARK(kotori_unmask)->Name("unmask/kotori")->Arg(16)->Arg(125)->Arg(1024)->Arg(65536)->Arg(1 << 20);

void beast_unmask(benchmark::State& state) {
  beast::prepared_key key;
  beast::prepare_key(key, 0x3d21fa37);
  measure(state, [&](std::span<char> bytes) { beast::mask_inplace({bytes.data(), bytes.size()}, key); });
}
BENCHMARK(beast_unmask)->Name("unmask/beast")->Arg(16)->Arg(125)->Arg(1024)->Arg(65536)->Arg(1 << 20);

/// On the way from the loop's buffer into a message.
void kotori_unmask_copy(benchmark::State& state) {
  std::string out(static_cast<std::size_t>(state.range(0)), '\0');
  measure(state, [&](std::span<char> bytes) {
    kotori::websocket::copy_masked(out.data(), {bytes.data(), bytes.size()}, samples::key);
  });
}
BENCHMARK(kotori_unmask_copy)
    ->Name("unmask while copying/kotori")
    ->Arg(16)
    ->Arg(125)
    ->Arg(1024)
    ->Arg(65536)
    ->Arg(1 << 20);

void memcpy_copy(benchmark::State& state) {
  std::string out(static_cast<std::size_t>(state.range(0)), '\0');
  measure(state, [&](std::span<char> bytes) { std::memcpy(out.data(), bytes.data(), bytes.size()); });
}
BENCHMARK(memcpy_copy)->Name("unmask while copying/memcpy")->Arg(16)->Arg(125)->Arg(1024)->Arg(65536)->Arg(1 << 20);

}  // namespace
