#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/works.hpp"
#include "kotori/async/sleep.hpp"

#include <algorithm>
#include <coroutine>
#include <fmt/format.h>
#include <unordered_map>
#include <utility>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

/// Opens one connection after another, options.window of them at once, and closes each.
class Coming final : Listener {
 public:
  explicit Coming(Door& door) : door_(door) {}

  Task<> come_and_go() {
    while (!ended_ && trouble.empty()) {
      const auto begun = std::chrono::steady_clock::now();
      const auto number = opened_so_far_++;
      auto entered = co_await door_.enter(number);
      if (!entered) {
        trouble = entered.error().message;
        co_return;
      }
      opening.add(std::chrono::steady_clock::now() - begun);
      Visitor visitor{number, std::move(*entered), *this};
      visitor.leave();
      co_await Gone{*this, visitor};
    }
  }
  void end() { ended_ = true; }

  Histogram opening;
  std::string trouble;

 private:
  struct Gone {
    Coming& coming;
    const Visitor& visitor;
    bool await_ready() const { return visitor.is_lost(); }
    void await_suspend(std::coroutine_handle<> caller) { coming.leaving_.emplace(visitor.number(), caller); }
    void await_resume() const {}
  };

  void on_message(Visitor&, std::string_view, Instant) override {}
  void on_lost(Visitor& visitor, std::string_view) override {
    if (auto leaving = leaving_.extract(visitor.number())) Loop::current()->resume_soon(leaving.mapped());
  }

  Door& door_;
  bool ended_ = false;
  std::uint32_t opened_so_far_ = 0;
  std::unordered_map<std::uint32_t, std::coroutine_handle<>> leaving_;
};

}  // namespace

Task<Report> run_connect(EpollLoop& loop, const Options& options) {
  Door door{loop, options};
  Coming coming{door};
  TaskGroup visitors;
  for (std::size_t i = 0; i < options.window; ++i) visitors.spawn(coming.come_and_go());
  co_await sleep(options.warm_up);
  coming.opening.clear();
  const Meter meter{options};
  const auto end = loop.now() + options.duration;
  for (std::uint64_t before = 0; loop.now() < end && coming.trouble.empty();) {
    co_await sleep(std::min<Duration>(end - loop.now(), 1s));
    const auto now = coming.opening.count();
    show_progress(fmt::format("{} connections/s", now - before));
    before = now;
  }
  auto report = report_of(options);
  report.connections = coming.opening.count();
  meter.read(report, coming.opening.count());
  report.opening = Latency::of(coming.opening);
  coming.end();
  co_await visitors.join();
  show_progress("");
  report.trouble = coming.trouble;
  co_return report;
}

}  // namespace bench
