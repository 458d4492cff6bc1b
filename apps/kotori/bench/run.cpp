#include "apps/kotori/bench/run.hpp"

#include "apps/kotori/bench/meter.hpp"
#include "apps/kotori/bench/works.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/json/write.hpp"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>

namespace bench {
namespace {

kotori::Task<> work(kotori::EpollLoop& loop, const Options& options, Report& report) {
  switch (options.work) {
    case Work::pages: report = co_await run_pages(loop, options); break;
    case Work::resume: report = co_await run_resume(loop, options); break;
    case Work::connect: report = co_await run_connect(loop, options); break;
    default: report = co_await run_traffic(loop, options);
  }
}

void publish(const Report& report, const std::string& json) {
  if (json != "-") fmt::print("{}", report.table());
  if (json.empty()) return;
  const auto text = kotori::json::write(report) + "\n";
  if (json == "-") {
    fmt::print("{}", text);
  } else if (!(std::ofstream{json} << text << std::flush)) {
    throw std::runtime_error("cannot write " + json);
  }
}

Report run_on_a_loop(const Options& options) {
  kotori::Loops loops{1};
  Report report;
  loops.start();
  try {
    kotori::block_on(loops[0], work(loops[0], options, report));
  } catch (...) {
    loops.finish();
    throw;
  }
  loops.finish();
  return report;
}

}  // namespace

int run(const Options& options) {
  std::signal(SIGPIPE, SIG_IGN);
  const auto report = options.work == Work::idle ? run_idle(options) : run_on_a_loop(options);
  publish(report, options.json);
  return report.is_whole() ? EXIT_SUCCESS : EXIT_FAILURE;
}

}  // namespace bench
