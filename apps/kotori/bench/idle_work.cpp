#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/works.hpp"
#include "kotori/async/sleep.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

/// Hears nothing that matters, and counts who went.
class Silence final : public Listener {
 public:
  std::uint64_t lost = 0;
  std::string trouble;

 private:
  void on_message(Visitor&, std::string_view, Instant) override {}
  void on_lost(Visitor& visitor, std::string_view why) override {
    if (lost++ == 0) trouble = fmt::format("connection {}: {}", visitor.number(), why);
  }
};

double per_connection(std::uint64_t after, std::uint64_t before, const Options& options) {
  return (static_cast<double>(after) - static_cast<double>(before)) / static_cast<double>(options.connections);
}

}  // namespace

Task<Report> run_idle(EpollLoop& loop, const Options& options) {
  Door door{loop, options};
  Silence silence;
  Crowd crowd{door, silence};
  const auto usage = usage_of(options.pids);
  const auto slab = kernel_slab_bytes();
  if (auto gathered = co_await crowd.gather(options.connections); !gathered)
    throw std::runtime_error(gathered.error().message);
  if (options.greeting)
    for (std::uint32_t number = 0; number < crowd.size(); ++number)
      crowd[number].say(options.greeting->fill("", fmt::format("g{}", number), number));
  co_await sleep(options.warm_up);

  const Meter meter{options};
  co_await sleep(options.duration);
  auto report = report_of(options);
  meter.read(report, 0);
  report.lost_connections = silence.lost;
  report.trouble = silence.trouble;
  if (const auto now = usage_of(options.pids); usage && now && !options.pids.empty())
    report.server_bytes = per_connection(now->resident_bytes, usage->resident_bytes, options);
  if (slab > 0) report.kernel_bytes = per_connection(kernel_slab_bytes(), slab, options);
  crowd.dissolve();
  co_return report;
}

}  // namespace bench
