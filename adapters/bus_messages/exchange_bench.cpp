#include "adapters/bus_messages/exchange.hpp"

#include <benchmark/benchmark.h>
#include <string>

/// What one piece of news costs on its way out and on its way in, without the bus: a hint with one text of 100 bytes.
namespace {

struct Nobody final : chat::BusListener {
  explicit Nobody(const char* name) : self{name, 1} {}
  const chat::NodeId& node() const override { return self; }
  void on_news(const chat::NodeId&, const chat::News&) override {}
  const chat::NodeId self;
};

const chat::Hint news{chat::lobby,
                      {7},
                      {chat::protocol::Said{.room = chat::lobby,
                                            .seq = {7},
                                            .at = 1'795'402'800'000,
                                            .user = {{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"}, "Ann"},
                                            .text = std::string(100, 'x'),
                                            .reply_to = {},
                                            .thread = {},
                                            .state = {}}}};

void out(benchmark::State& state) {
  adapters::Exchange exchange{{{1}}};
  const Nobody speaker{"here"};
  for (auto _ : state) benchmark::DoNotOptimize(exchange.publish(news, speaker));
}

void out_and_in(benchmark::State& state) {
  adapters::Exchange here{{{1}}}, there{{{1}}};
  Nobody speaker{"here"}, ear{"there"};
  there.listen(ear);
  for (auto _ : state) {
    const auto parcel = here.publish(news, speaker);
    there.receive(parcel->address, parcel->sealed);
  }
}

}  // namespace

BENCHMARK(out);
BENCHMARK(out_and_in);
