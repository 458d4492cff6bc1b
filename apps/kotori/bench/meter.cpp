#include "apps/kotori/bench/meter.hpp"

#include <cstdio>
#include <fmt/format.h>
#include <unistd.h>

namespace bench {
using namespace kotori;

namespace {

/// A client on one core that is busier than this has no time to see how quick the server is.
constexpr double busy = 0.9;

Instant clock_now() { return std::chrono::steady_clock::now(); }
double in_seconds(Duration duration) { return std::chrono::duration<double>(duration).count(); }

}  // namespace

Meter::Meter(const Options& options) : options_(options), begun_(clock_now()), own_cpu_(own_cpu()) {
  if (!options.pids.empty()) server_ = usage_of(options.pids);
}

double Meter::seconds() const { return in_seconds(clock_now() - begun_); }

double Meter::client_cpu_share() const { return in_seconds(own_cpu() - own_cpu_) / seconds(); }

void Meter::read(Report& report, std::uint64_t things) const {
  report.seconds = seconds();
  report.per_second = static_cast<double>(things) / report.seconds;
  report.client_cpu_share = client_cpu_share();
  report.client_was_the_bottleneck = report.client_cpu_share > busy;
  const auto now = server_ ? usage_of(options_.pids) : std::nullopt;
  if (!now) return;
  const auto cpu = in_seconds(now->cpu - server_->cpu);
  report.server_cpu_share = cpu / report.seconds;
  if (things > 0) report.server_cpu_us = cpu * 1e6 / static_cast<double>(things);
  report.server_resident_bytes = now->resident_bytes;
}

Report report_of(const Options& options) {
  return {.work = std::string{name_of(options.work)},
          .url = options.urls.front().text(),
          .connections = options.connections,
          .senders = options.work == Work::echo ? options.connections : options.senders,
          .window = options.window,
          .size = options.size,
          .rate = options.rate};
}

void show_progress(const std::string& line) {
  const bool terminal = isatty(STDERR_FILENO) == 1;
  fmt::print(stderr, "{}{:<78}{}", terminal ? "\r" : "", line, terminal && !line.empty() ? "" : "\n");
  std::fflush(stderr);
}

}  // namespace bench
