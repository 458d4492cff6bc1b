// What one says all hear, over loopback: how many deliveries a second, and what each costs the server.
#include "bench/live/crowd.hpp"
#include "kotori/testing/live_server.hpp"
#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <benchmark/benchmark.h>
#include <string>

using namespace kotori;

namespace {

Routes broadcast(Audience& everyone) {
  Routes routes;
  routes.websocket("/chat", [&](WebSocket& socket) -> Task<> {
    auto seat = everyone.join(socket);
    while (auto text = co_await socket.receive_text()) everyone.send(*text);
  });
  return routes;
}

/// Each of the senders says one message; a round is over once everyone has heard them all.
void broadcast_128_bytes(benchmark::State& state) {
  const auto members = static_cast<std::size_t>(state.range(0)), senders = static_cast<std::size_t>(state.range(1));
  const std::string text(128, 'x');
  std::string frame;
  websocket::append_frame(frame, websocket::Opcode::text, text, {0x37, 0xfa, 0x21, 0x3d});
  Audience everyone;
  LiveServer server{broadcast(everyone), {.loops = 1}};
  Crowd crowd{server.endpoint(), "/chat", members};

  const ServerTime time;
  for ([[maybe_unused]] auto _ : state) {
    for (std::size_t who = 0; who < senders; ++who) crowd.send(who, frame);
    crowd.hear(members * senders * websocket::encoded_size(text.size()));
  }
  const auto deliveries = static_cast<double>(state.iterations()) * static_cast<double>(members * senders);
  state.counters["deliveries"] = benchmark::Counter(deliveries, benchmark::Counter::kIsRate);
  state.counters["server_us"] = time.seconds() * 1e6 / deliveries;
}
BENCHMARK(broadcast_128_bytes)
    ->ArgNames({"members", "senders"})
    ->Args({100, 1})
    ->Args({100, 16})
    ->Args({400, 1})
    ->Args({400, 16})
    ->UseRealTime();

}  // namespace
