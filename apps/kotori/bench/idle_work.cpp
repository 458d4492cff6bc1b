#include "apps/kotori/bench/census.hpp"
#include "apps/kotori/bench/holders.hpp"
#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/process.hpp"
#include "apps/kotori/bench/works.hpp"

#include <fmt/format.h>
#include <thread>

namespace bench {
namespace {

/// Of the server, and of sockets and the like.
struct Memory {
  std::optional<Usage> server;
  std::uint64_t kernel = kernel_slab_bytes();
};

void compare(Report& report, const Memory& before, const Memory& now) {
  const auto each = [&](std::uint64_t less, std::uint64_t more) {
    return (static_cast<double>(more) - static_cast<double>(less)) / static_cast<double>(report.connections);
  };
  if (before.server && now.server) {
    report.server_bytes = each(before.server->anonymous_bytes, now.server->anonymous_bytes);
  }
  if (before.kernel > 0) report.kernel_bytes = each(before.kernel, now.kernel);
}

Memory memory(const Options& options) {
  return {.server = options.pids.empty() ? std::nullopt : usage_of(options.pids)};
}

}  // namespace

Report run_idle(const Options& options) {
  Holders holders{options};
  const auto before = memory(options);
  show_progress(fmt::format("{} connections, from {} processes", options.connections, holders.pids().size()));
  holders.gather();
  std::this_thread::sleep_for(options.warm_up);

  const auto clients = usage_of(holders.pids());
  const Meter meter{options};
  std::this_thread::sleep_for(options.duration);
  auto report = report_of(options);
  meter.read(report, 0);
  if (const auto now = usage_of(holders.pids()); clients && now)
    report.client_cpu_share = std::chrono::duration<double>(now->cpu - clients->cpu).count() / report.seconds;
  compare(report, before, memory(options));
  if (!options.pids.empty()) report.server_proportional_bytes = proportional_bytes_of(options.pids);
  report.client_processes = holders.pids().size();
  report.census = take_census(options.urls.front().endpoint.port, options.pids);
  const auto loss = holders.dissolve();
  show_progress("");
  report.lost_connections = loss.connections;
  report.trouble = loss.why;
  return report;
}

}  // namespace bench
