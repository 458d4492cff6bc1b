#include "adapters/bus_messages/test_meter.hpp"
#include "adapters/bus_nats/nats_bus.hpp"
#include "adapters/bus_nats/test_nats_server.hpp"

/// Two nodes and a nats-server of their own, over loopback.
namespace {

struct Pair {
  adapters::NatsServer server{};
  adapters::NatsBus here{{{1}}, {.urls = {server.url()}, .ca_file = {}}};
  adapters::NatsBus there{{{1}}, {.urls = {server.url()}, .ca_file = {}}};
  adapters::Meter meter{here, there};
};

void nats_publish_to_heard(benchmark::State& state) { Pair{}.meter.latency(state); }
void nats_rate(benchmark::State& state) { Pair{}.meter.rate(state); }

}  // namespace

BENCHMARK(nats_publish_to_heard)->UseManualTime();
BENCHMARK(nats_rate)->UseRealTime();
