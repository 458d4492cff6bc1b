#include "bench/codec/samples.hpp"
#include "kotori/websocket/deflater.hpp"
#include "kotori/websocket/inflater.hpp"

#include <benchmark/benchmark.h>
#include <boost/beast/zlib/deflate_stream.hpp>
#include <boost/beast/zlib/inflate_stream.hpp>
#include <string>

namespace {
namespace zlib = boost::beast::zlib;
using namespace kotori::websocket;

void sizes(benchmark::internal::Benchmark* bench) { bench->Arg(200)->Arg(4096)->Arg(65536); }

void kotori_deflate(benchmark::State& state) {
  const auto message = samples::history(static_cast<std::size_t>(state.range(0)));
  Deflater deflater{15};
  for ([[maybe_unused]] auto _ : state) benchmark::DoNotOptimize(deflater.deflate(message));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(kotori_deflate)->Name("deflate/kotori")->Apply(sizes);

void beast_deflate(benchmark::State& state) {
  const auto message = samples::history(static_cast<std::size_t>(state.range(0)));
  zlib::deflate_stream stream;
  for ([[maybe_unused]] auto _ : state) {
    stream.reset();
    std::string out(stream.upper_bound(message.size()) + 16, '\0');
    zlib::z_params step;
    step.next_in = message.data();
    step.avail_in = message.size();
    step.next_out = out.data();
    step.avail_out = out.size();
    boost::system::error_code error;
    stream.write(step, zlib::Flush::sync, error);
    if (error || step.avail_in > 0) state.SkipWithError("it fits");
    out.resize(out.size() - step.avail_out - 4);
    benchmark::DoNotOptimize(out);
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK(beast_deflate)->Name("deflate/beast")->Apply(sizes);

void kotori_inflate(benchmark::State& state, bool keeps_context) {
  const auto message = samples::history(static_cast<std::size_t>(state.range(0)));
  const auto payload = Deflater{15}.deflate(message);
  Inflater inflater{{.window_bits = 15, .keeps_context = keeps_context}};
  for ([[maybe_unused]] auto _ : state) {
    std::string out;
    inflater.take(payload, out, message.size());
    inflater.finish(out, message.size());
    if (out.size() != message.size()) state.SkipWithError("it comes back");
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(kotori_inflate, nothing, false)->Name("inflate, nothing kept/kotori")->Apply(sizes);
BENCHMARK_CAPTURE(kotori_inflate, context, true)->Name("inflate, context kept/kotori")->Apply(sizes);

/// Its inflater stays in memory, 40 KiB a connection; ours goes after each message.
void beast_inflate(benchmark::State& state, bool keeps_context) {
  const auto message = samples::history(static_cast<std::size_t>(state.range(0)));
  const auto payload = Deflater{15}.deflate(message) + std::string("\0\0\xFF\xFF", 4);
  zlib::inflate_stream stream;
  for ([[maybe_unused]] auto _ : state) {
    if (!keeps_context) stream.reset();
    std::string out(message.size(), '\0');
    zlib::z_params step;
    step.next_in = payload.data();
    step.avail_in = payload.size();
    step.next_out = out.data();
    step.avail_out = out.size();
    boost::system::error_code error;
    stream.write(step, zlib::Flush::sync, error);
    if (error || step.avail_out > 0) state.SkipWithError("it comes back");
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}
BENCHMARK_CAPTURE(beast_inflate, nothing, false)->Name("inflate, nothing kept/beast")->Apply(sizes);
BENCHMARK_CAPTURE(beast_inflate, context, true)->Name("inflate, context kept/beast")->Apply(sizes);

}  // namespace
