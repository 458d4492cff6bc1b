// An echo over loopback: how many messages a second, and what each costs the server.
#include "bench/live/crowd.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <benchmark/benchmark.h>
#include <string>

using namespace kotori;

namespace {

Routes echo() {
  Routes routes;
  routes.websocket("/chat", [](WebSocket& socket) -> Task<> {
    while (auto text = co_await socket.receive_text()) socket.send(*text);
  });
  return routes;
}

/// Each client has `window` messages under way; a round is over once all have come back.
void echo_128_bytes(benchmark::State& state) {
  const auto clients = static_cast<std::size_t>(state.range(0)), window = static_cast<std::size_t>(state.range(1));
  const std::string text(128, 'x');
  std::string frames;
  for (std::size_t i = 0; i < window; ++i)
    websocket::append_frame(frames, websocket::Opcode::text, text, {0x37, 0xfa, 0x21, 0x3d});
  LiveServer server{echo(), {.loops = 1}};
  Crowd crowd{server.endpoint(), "/chat", clients};

  const ServerTime time;
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t who = 0; who < crowd.size(); ++who) crowd.send(who, frames);
    crowd.hear(clients * window * websocket::encoded_size(text.size()));
  }
  const auto messages = static_cast<double>(state.iterations()) * static_cast<double>(clients * window);
  state.counters["messages"] = benchmark::Counter(messages, benchmark::Counter::kIsRate);
  state.counters["server_us"] = time.seconds() * 1e6 / messages;
}
BENCHMARK(echo_128_bytes)
    ->ArgNames({"clients", "window"})
    ->Args({1, 1})
    ->Args({64, 1})
    ->Args({64, 16})
    ->Args({400, 1})
    ->UseRealTime();

}  // namespace
