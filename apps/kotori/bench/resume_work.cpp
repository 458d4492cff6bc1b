#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/return.hpp"
#include "apps/kotori/bench/works.hpp"

namespace bench {
using namespace kotori;

Task<Report> run_resume(EpollLoop& loop, const Options& options) {
  Door door{loop, options};
  Return people{door, options};
  co_await people.everyone_comes();
  co_await people.everyone_goes();
  co_await people.somebody_says(options.missed);
  const Meter meter{options};
  co_await people.everyone_comes();
  auto report = report_of(options);
  meter.read(report, people.heard());
  report.said = options.missed;
  report.expected = options.missed * options.connections;
  report.heard = people.heard();
  report.doubled = people.doubled();
  report.back = Latency::of(people.back);
  report.tried_again = people.tried_again();
  if (people.reset() > 0) report.trouble = std::to_string(people.reset()) + " were reset";
  show_progress("");
  co_return report;
}

}  // namespace bench
