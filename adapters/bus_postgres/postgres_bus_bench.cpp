#include "adapters/bus_messages/test_meter.hpp"
#include "adapters/bus_postgres/postgres_bus.hpp"
#include "adapters/postgres/test_server.hpp"

/// Two nodes and a PostgreSQL of their own, over its socket.
namespace {

struct Pair {
  adapters::postgres::Settings settings = adapters::postgres::TestServer::shared().database("postgres");
  adapters::PostgresBus here{{{1}}, settings};
  adapters::PostgresBus there{{{1}}, settings};
  adapters::Meter meter{here, there};
};

void postgres_publish_to_heard(benchmark::State& state) { Pair{}.meter.latency(state); }
void postgres_rate(benchmark::State& state) { Pair{}.meter.rate(state); }

}  // namespace

BENCHMARK(postgres_publish_to_heard)->UseManualTime();
BENCHMARK(postgres_rate)->UseRealTime();
