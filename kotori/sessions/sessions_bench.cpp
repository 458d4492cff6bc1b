#include "kotori/async/task_group.hpp"
#include "kotori/sessions/memory_store.hpp"
#include "kotori/sessions/sessions.hpp"

#include <benchmark/benchmark.h>
#include <cstdlib>
#include <new>
#include <string>

/// What a request costs whose routes have sessions: its features alone, from the parsed head to the answer.
namespace {
std::size_t allocations = 0;
}  // namespace

void* operator new(std::size_t size) {
  ++allocations;
  if (void* place = std::malloc(size)) return place;
  throw std::bad_alloc{};
}
void operator delete(void* place) noexcept { std::free(place); }
void operator delete(void* place, std::size_t) noexcept { std::free(place); }

namespace {
using namespace kotori;
using namespace kotori::sessions;

struct Visitor {
  std::string name;
  int number = 0;
  static constexpr auto json =
      json::shape(json::field("name", &Visitor::name), json::field("number", &Visitor::number));
};

struct Handler final : http::Innermost {
  explicit Handler(bool asks) : asks_(asks) {}
  Task<Response> answer(Request& request) override {
    if (asks_) benchmark::DoNotOptimize((co_await request.session<Visitor>())->number);
    co_return Response::empty();
  }
  bool asks_;
};

/// Asks again and again, with the cookie of a visitor who has logged in.
void ask(benchmark::State& state, const Options<Visitor>* options, bool asks) {
  std::vector<std::shared_ptr<const http::Feature>> features;
  TaskGroup tasks;
  Handler handler{asks};
  Response response;
  const auto answer = [&](Request& of) -> Task<> {
    const Next::Features list{features};
    response = co_await Next{{&list, list.empty() ? 0U : 1U}, handler}(of);
  };
  Request request{.target = "/page"};
  request.headers.add("Host", "here");
  if (options) {
    features.push_back(std::make_shared<const http::Feature>(Sessions{*options}.feature()));
    features.push_back(std::make_shared<const http::Feature>([](Request& of, Next next) -> Task<Response> {
      if (!of.header("Cookie")) (co_await of.session<Visitor>()).set({"Ann", 7});
      co_return co_await next(of);
    }));
    tasks.spawn(answer(request));
    const auto cookie = response.headers.find("Set-Cookie").value();
    request.headers.add("Cookie", "theme=dark; " + std::string(cookie.substr(0, cookie.find(';'))));
    features.pop_back();
  }
  const auto before = allocations;
  for (auto _ : state) {
    request.attributes = {};
    tasks.spawn(answer(request));
  }
  state.counters["allocations"] =
      benchmark::Counter(static_cast<double>(allocations - before), benchmark::Counter::kAvgIterations);
}

void without_sessions(benchmark::State& state) { ask(state, nullptr, false); }
void not_asked_for(benchmark::State& state) {
  const Options<Visitor> options;
  ask(state, &options, false);
}
void signed_cookie(benchmark::State& state) {
  const Options<Visitor> options;
  ask(state, &options, true);
}
void encrypted_cookie(benchmark::State& state) {
  const Options<Visitor> options{.secret = Secret::encrypted};
  ask(state, &options, true);
}
void memory_store(benchmark::State& state) {
  MemoryStore store;
  for (int i = 0; i < state.range(0); ++i) {
    TaskGroup tasks;
    const auto write = [&]() -> Task<> {
      co_await store.write(std::to_string(i), {.value = "{}", .expires = unix_millis_now() + 1'000'000},
                           Writing::begin);
    };
    tasks.spawn(write());
  }
  const Options<Visitor> options{.store = store};
  ask(state, &options, true);
}

BENCHMARK(without_sessions);
BENCHMARK(not_asked_for);
BENCHMARK(signed_cookie);
BENCHMARK(encrypted_cookie);
BENCHMARK(memory_store)->Arg(1)->Arg(90'000);

}  // namespace
