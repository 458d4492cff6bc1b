#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/history.hpp"
#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/stalled.hpp"
#include "apps/kotori/bench/traffic.hpp"
#include "apps/kotori/bench/works.hpp"
#include "kotori/async/sleep.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

/// Until everyone is there and then, because of what everyone hears of the others' coming, until it is quiet.
Task<> get_ready(Crowd& crowd, Traffic& traffic) {
  traffic.gather(crowd);
  for (int patience = 0; traffic.arrived() < crowd.size(); ++patience) {
    if (patience == 3000)
      throw std::runtime_error(fmt::format("only {} of {} were there within 30 s", traffic.arrived(), crowd.size()));
    if (!traffic.trouble().empty()) throw std::runtime_error(traffic.trouble());
    co_await sleep(10ms);
  }
  co_await sleep(200ms);
}

Task<> go_on_for(Duration duration, const Traffic& traffic) {
  const auto end = Loop::current()->now() + duration;
  auto heard = traffic.counts().heard;
  while (Loop::current()->now() < end && traffic.counts().lost == 0) {
    co_await sleep(std::min<Duration>(end - Loop::current()->now(), 1s));
    const auto now = traffic.counts().heard;
    show_progress(fmt::format("{} deliveries/s, p99 {:.3f} ms", now - heard, Latency::of(traffic.deliveries).p99));
    heard = now;
  }
}

/// What is under way arrives, however slow the server is, or nothing more has come for 10 s.
Task<> let_arrive(const Traffic& traffic) {
  auto heard = traffic.counts().heard;
  for (int patience = 0; patience < 1000 && heard < traffic.counts().expected; ++patience) {
    co_await sleep(10ms);
    if (std::exchange(heard, traffic.counts().heard) < heard) patience = 0;
  }
}

}  // namespace

Task<Report> run_traffic(EpollLoop& loop, const Options& options) {
  Door door{loop, options};
  Traffic traffic{options};
  Crowd crowd{door, traffic};
  if (auto gathered = co_await crowd.gather(options.connections); !gathered)
    throw std::runtime_error(gathered.error().message);
  Stalled stalled{options};
  co_await get_ready(crowd, traffic);

  const auto begun = Loop::current()->now();
  traffic.begin(crowd);
  co_await go_on_for(options.warm_up, traffic);
  for (auto* each : {&traffic.deliveries, &traffic.here, &traffic.elsewhere}) each->clear();
  traffic.answers.clear();
  const Meter meter{options};
  const auto [heard, answered] = std::pair{traffic.counts().heard, traffic.counts().answered};
  co_await go_on_for(options.duration, traffic);
  auto report = report_of(options);
  meter.read(report, traffic.counts().heard - heard);
  report.delivery = Latency::of(traffic.deliveries);
  if (traffic.here.count() > 0) report.delivery_here = Latency::of(traffic.here);
  if (traffic.elsewhere.count() > 0) report.delivery_elsewhere = Latency::of(traffic.elsewhere);
  if (traffic.answers.count() > 0) {
    report.answer = Latency::of(traffic.answers);
    report.acknowledged_per_second = static_cast<double>(traffic.counts().answered - answered) / report.seconds;
  }

  traffic.end();
  co_await let_arrive(traffic);
  show_progress("");
  const auto& counts = traffic.counts();
  report.said = counts.said;
  report.expected = counts.expected;
  report.heard = counts.heard;
  report.doubled = counts.doubled;
  report.lost_connections = counts.lost;
  report.trouble = traffic.trouble();
  if (options.stalled > 0) {
    report.stalled = options.stalled;
    report.stalled_ended = stalled.ended();
  }
  if (options.work == Work::durable) {
    const auto found = co_await in_the_history(door, options, begun);
    report.acknowledged = counts.answered;
    report.acknowledged_and_missing = 0;
    for (std::size_t sender = 0; sender < found.size(); ++sender)
      *report.acknowledged_and_missing += std::max(traffic.acknowledged(sender), found[sender]) - found[sender];
  }
  crowd.dissolve();
  co_return report;
}

}  // namespace bench
