#include "apps/kotori/bench/report.hpp"

#include <fmt/format.h>

namespace bench {
namespace {

double milliseconds(kotori::Duration duration) { return std::chrono::duration<double, std::milli>(duration).count(); }

std::string row(std::string_view name, const std::string& value) { return fmt::format("  {:<22}{}\n", name, value); }

std::string row(std::string_view name, const std::optional<Latency>& latency) {
  if (!latency) return {};
  return row(name, fmt::format("p50 {:.3f}  p90 {:.3f}  p99 {:.3f}  p99.9 {:.3f}  max {:.3f} ms", latency->p50,
                               latency->p90, latency->p99, latency->p99_9, latency->max));
}

std::string mebibytes(std::uint64_t bytes) { return fmt::format("{:.1f} MiB", static_cast<double>(bytes) / 1048576); }

std::string counted(const Report& report) {
  const auto& census = *report.census;
  auto text = row(
      "counted", fmt::format("{} of our ends in {} processes, from {} addresses; {} of the server's",
                             census.client_ends, report.client_processes, census.source_addresses, census.server_ends));
  if (census.by_process.size() > 1) text += row("on server processes", Census::spread(census.by_process));
  if (census.by_loop.size() > 1) text += row("on their loops", Census::spread(census.by_loop));
  return text;
}

/// The kernel has as much for our end as for the server's.
std::string for_a_million(double server_bytes, double kernel_bytes) {
  constexpr double million_over_gibi = 1e6 / (1 << 30);
  return row("1,000,000, computed",
             fmt::format("{:.2f} GiB of the server's, {:.2f} GiB of the kernel's for its ends",
                         server_bytes * million_over_gibi, kernel_bytes / 2 * million_over_gibi));
}

}  // namespace

Latency Latency::of(const Histogram& histogram) {
  const auto at = [&](double in_a_hundred) { return milliseconds(histogram.percentile(in_a_hundred)); };
  return {.p50 = at(50), .p90 = at(90), .p99 = at(99), .p99_9 = at(99.9), .max = milliseconds(histogram.longest())};
}

bool Report::is_whole() const {
  return trouble.empty() && heard == expected && doubled == 0 && lost_connections == 0 &&
         acknowledged_and_missing.value_or(0) == 0;
}

std::string Report::table() const {
  auto text = fmt::format("{} against {}: {} connections", work, url, connections);
  if (said > 0) text += fmt::format(", {} senders, {} under way, {} bytes", senders, window, size);
  if (rate > 0) text += fmt::format(", {} messages/s asked for", rate);
  text += '\n';
  if (per_second > 0)
    text += row(said > 0 ? "deliveries/s"
                : pages  ? "pages/s"
                         : "connections/s",
                fmt::format("{:.0f}, over {:.1f} s", per_second, seconds));
  if (acknowledged_per_second) text += row("messages/s", fmt::format("{:.0f}, acknowledged", *acknowledged_per_second));
  text += row("delivery", delivery) + row("at the same node", delivery_here) + row("at others", delivery_elsewhere);
  text += row("answer", answer) + row("opening", opening);
  text += row("at the server", at_server) + row("back", back);
  if (facts_of_a_page) text += row("facts of a page", fmt::format("{:.1f}", *facts_of_a_page));
  if (tried_again) text += row("turned away", fmt::format("{} times, and came again", *tried_again));
  if (census) text += counted(*this);
  if (expected > 0)
    text += row("heard", fmt::format("{} of {} expected, {} doubled, {} connections lost", heard, expected, doubled,
                                     lost_connections));
  if (stalled)
    text +=
        row("stalled", fmt::format("{} more read nothing; the server has ended {} of them", *stalled, *stalled_ended));
  if (acknowledged)
    text += row("in the history",
                fmt::format("{} of {} acknowledged", *acknowledged - *acknowledged_and_missing, *acknowledged));
  if (server_cpu_share)
    text += row("server's CPU", fmt::format("{:.0f} % of a core", *server_cpu_share * 100) +
                                    (server_cpu_us ? fmt::format(", {:.3f} us each", *server_cpu_us) : ""));
  if (server_resident_bytes)
    text += row("server's memory", mebibytes(*server_resident_bytes) + " resident" +
                                       (server_proportional_bytes ? fmt::format(", {} if what is shared counts once",
                                                                                mebibytes(*server_proportional_bytes))
                                                                  : "") +
                                       (server_bytes ? fmt::format(", {:.0f} bytes a connection", *server_bytes) : ""));
  if (kernel_bytes) text += row("kernel's memory", fmt::format("{:.0f} bytes a connection, both ends", *kernel_bytes));
  if (server_bytes && kernel_bytes) text += for_a_million(*server_bytes, *kernel_bytes);
  text += row("client's CPU", fmt::format("{:.0f} % of a core", client_cpu_share * 100));
  if (client_was_the_bottleneck)
    text += "  THE CLIENT WAS THE BOTTLENECK: these figures say what it can do, not the server.\n";
  if (!trouble.empty()) text += row("trouble", trouble);
  return text;
}

}  // namespace bench
