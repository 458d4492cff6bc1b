#include "bench/codec/samples.hpp"
#include "kotori/http/head_parser.hpp"

#include <benchmark/benchmark.h>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

namespace {

void kotori_parse(benchmark::State& state, std::string_view head) {
  kotori::http::HeadParser parser;
  for ([[maybe_unused]] auto _ : state) {
    std::string_view bytes = head;
    auto parsed = parser.feed(bytes);
    if (!parsed || !*parsed) state.SkipWithError("the head is good");
    benchmark::DoNotOptimize(parsed);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(head.size()));
}

void beast_parse(benchmark::State& state, std::string_view head) {
  namespace http = boost::beast::http;
  for ([[maybe_unused]] auto _ : state) {
    http::request_parser<http::empty_body> parser;
    boost::system::error_code error;
    parser.put(boost::asio::buffer(head), error);
    if (error || !parser.is_header_done()) state.SkipWithError("the head is good");
    benchmark::DoNotOptimize(parser.get());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(head.size()));
}

BENCHMARK_CAPTURE(kotori_parse, browser, samples::browser_head)->Name("request head (browser)/kotori");
BENCHMARK_CAPTURE(beast_parse, browser, samples::browser_head)->Name("request head (browser)/beast");
BENCHMARK_CAPTURE(kotori_parse, curl, samples::curl_head)->Name("request head (curl)/kotori");
BENCHMARK_CAPTURE(beast_parse, curl, samples::curl_head)->Name("request head (curl)/beast");

}  // namespace
