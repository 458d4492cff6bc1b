#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/masking.hpp"
#include "kotori/websocket/message_reader.hpp"

#include <benchmark/benchmark.h>
#include <string>

namespace kotori::websocket {
namespace {

constexpr MaskKey key{0x37, 0xfa, 0x21, 0x3d};

std::string repeated(std::string_view word, std::size_t at_least) {
  std::string text;
  while (text.size() < at_least) text += word;
  return text;
}

/// Sixteen frames of this payload, read in pieces of this size.
void read(benchmark::State& state, const std::string& payload, std::size_t piece_size) {
  std::string frames;
  for (int i = 0; i < 16; ++i) append_frame(frames, Opcode::text, payload, key);
  MessageReader reader{Role::server};
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t from = 0; from < frames.size(); from += piece_size) {
      std::string_view bytes = std::string_view(frames).substr(from, piece_size);
      while (auto event = reader.next(bytes)) benchmark::DoNotOptimize(event);
    }
  }
  state.SetItemsProcessed(state.iterations() * 16);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(frames.size()));
}

void ascii_whole(benchmark::State& state) { read(state, repeated("x", state.range(0)), ~std::size_t{0}); }
void japanese_whole(benchmark::State& state) { read(state, repeated("小鳥", state.range(0)), ~std::size_t{0}); }
void japanese_in_pieces(benchmark::State& state) { read(state, repeated("小鳥", state.range(0)), 4096); }
BENCHMARK(ascii_whole)->Arg(16)->Arg(128)->Arg(1024)->Arg(65536);
BENCHMARK(japanese_whole)->Arg(16)->Arg(128)->Arg(1024)->Arg(65000);
BENCHMARK(japanese_in_pieces)->Arg(65000);

void mask_in_place(benchmark::State& state) {
  std::string bytes(static_cast<std::size_t>(state.range(0)), 'x');
  for ([[maybe_unused]] auto _ : state) {
    mask(bytes, key);
    benchmark::DoNotOptimize(bytes.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(mask_in_place)->Arg(16)->Arg(128)->Arg(65536);

void encode(benchmark::State& state) {
  const std::string payload(static_cast<std::size_t>(state.range(0)), 'x');
  std::string out(encoded_size(payload.size()), '\0');
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(write_frame(out.data(), Opcode::text, payload));
  state.SetItemsProcessed(state.iterations());
}
BENCHMARK(encode)->Arg(16)->Arg(128)->Arg(1024);

}  // namespace
}  // namespace kotori::websocket
