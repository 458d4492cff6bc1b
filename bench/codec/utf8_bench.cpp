#include "bench/codec/samples.hpp"
#include "kotori/websocket/utf8.hpp"

#include <benchmark/benchmark.h>
#include <boost/beast/websocket/detail/utf8_checker.hpp>
#include <simdjson.h>
#include <string>

namespace {

template <class Check> void measure(benchmark::State& state, std::string_view sentence, Check check) {
  const auto text = samples::repeated(sentence, static_cast<std::size_t>(state.range(0)));
  for ([[maybe_unused]] auto _ : state)
    if (!check(text)) state.SkipWithError("this is UTF-8");
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void kotori_whole(benchmark::State& state, std::string_view sentence) {
  measure(state, sentence, [](const std::string& text) { return kotori::websocket::is_utf8(text); });
}

constexpr std::size_t piece = 1021;  // characters are cut at every place

/// As fragments come.
void kotori_in_pieces(benchmark::State& state, std::string_view sentence) {
  measure(state, sentence, [](std::string_view text) {
    kotori::websocket::Utf8Check check;
    for (; !text.empty(); text.remove_prefix(std::min(piece, text.size())))
      if (!check.accept(text.substr(0, piece))) return false;
    return check.complete();
  });
}

void beast_whole(benchmark::State& state, std::string_view sentence) {
  measure(state, sentence, [](const std::string& text) {
    return boost::beast::websocket::detail::check_utf8(text.data(), text.size());
  });
}

void simdjson_whole(benchmark::State& state, std::string_view sentence) {
  measure(state, sentence, [](const std::string& text) { return simdjson::validate_utf8(text.data(), text.size()); });
}

void sizes(benchmark::internal::Benchmark* bench) { bench->Arg(16)->Arg(64)->Arg(1024)->Arg(65536)->Arg(1 << 20); }

void long_sizes(benchmark::internal::Benchmark* bench) { bench->Arg(65536)->Arg(1 << 20); }

BENCHMARK_CAPTURE(kotori_whole, ascii, samples::ascii)->Name("UTF-8 (ASCII)/kotori")->Apply(sizes);
BENCHMARK_CAPTURE(beast_whole, ascii, samples::ascii)->Name("UTF-8 (ASCII)/beast")->Apply(sizes);
BENCHMARK_CAPTURE(simdjson_whole, ascii, samples::ascii)->Name("UTF-8 (ASCII)/simdjson")->Apply(sizes);
BENCHMARK_CAPTURE(kotori_whole, mixed, samples::mixed)->Name("UTF-8 (mixed)/kotori")->Apply(sizes);
BENCHMARK_CAPTURE(beast_whole, mixed, samples::mixed)->Name("UTF-8 (mixed)/beast")->Apply(sizes);
BENCHMARK_CAPTURE(simdjson_whole, mixed, samples::mixed)->Name("UTF-8 (mixed)/simdjson")->Apply(sizes);
BENCHMARK_CAPTURE(kotori_whole, japanese, samples::japanese)->Name("UTF-8 (Japanese)/kotori")->Apply(sizes);
BENCHMARK_CAPTURE(beast_whole, japanese, samples::japanese)->Name("UTF-8 (Japanese)/beast")->Apply(sizes);
BENCHMARK_CAPTURE(simdjson_whole, japanese, samples::japanese)->Name("UTF-8 (Japanese)/simdjson")->Apply(sizes);
BENCHMARK_CAPTURE(kotori_in_pieces, ascii, samples::ascii)->Name("UTF-8 in pieces (ASCII)/kotori")->Apply(long_sizes);
BENCHMARK_CAPTURE(kotori_in_pieces, japanese, samples::japanese)
    ->Name("UTF-8 in pieces (Japanese)/kotori")
    ->Apply(long_sizes);

}  // namespace
