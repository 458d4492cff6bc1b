#include "kotori/routing/router.hpp"

#include <benchmark/benchmark.h>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

/// How long finding a route takes among few and among many.
namespace {
using namespace kotori;

/// Half of them constants, half of them with parameters.
Routes routes_of(std::int64_t count) {
  Routes routes;
  const auto answer = [](const Request&) { return Response::empty(); };
  for (std::int64_t i = 0; i < count; ++i) {
    const auto area = "/api/v1/area-" + std::to_string(i);
    if (i % 2 == 0)
      routes.get(area + "/settings", answer);
    else
      routes.get(area + "/{item}/parts/{part}", answer);
  }
  return routes;
}

Request asking(std::string target) {
  Request request{.target = std::move(target)};
  for (const auto* field : {"Host", "User-Agent", "Accept", "Accept-Language", "Cookie"})
    request.headers.add(field, "something of a usual length");
  return request;
}

void find(benchmark::State& state, const std::string& target, bool there) {
  const routing::Router router(routes_of(state.range(0)));
  auto request = asking("/api/v1/area-" + target);
  for (auto _ : state) {
    const auto found = router.find(request);
    if (std::holds_alternative<routing::HttpMatch>(found.match) != there) std::abort();
    benchmark::DoNotOptimize(&found);
  }
}

void find_constant(benchmark::State& state) {
  find(state, std::to_string((state.range(0) - 1) / 4 * 2) + "/settings", true);
}
void find_parameters(benchmark::State& state) {
  find(state, std::to_string((state.range(0) - 1) / 4 * 2 + 1) + "/tree%20top/parts/12", true);
}
void find_nothing(benchmark::State& state) { find(state, std::to_string(state.range(0)) + "/settings", false); }

/// What a program would do without a table: a comparison for each.
void compare_with_each(benchmark::State& state) {
  std::vector<std::string> paths;
  for (std::int64_t i = 0; i < state.range(0); ++i) paths.push_back("/api/v1/area-" + std::to_string(i) + "/settings");
  const auto request = asking(paths.back());
  for (auto _ : state) {
    std::size_t at = 0;
    while (paths[at] != request.raw_path()) ++at;
    benchmark::DoNotOptimize(at);
  }
}

void make(benchmark::State& state) {
  const auto routes = routes_of(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(routing::Router(routes).list().size());
}

BENCHMARK(find_constant)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(find_parameters)->Arg(2)->Arg(100)->Arg(10'000);
BENCHMARK(find_nothing)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(compare_with_each)->Arg(1)->Arg(100)->Arg(10'000);
BENCHMARK(make)->Arg(100)->Arg(10'000)->Unit(benchmark::kMicrosecond);

}  // namespace
