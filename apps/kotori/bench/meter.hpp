#pragma once
#include "apps/kotori/bench/options.hpp"
#include "apps/kotori/bench/process.hpp"
#include "apps/kotori/bench/report.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace bench {

/// From its making on: how long, and at what cost to the server and to us.
class Meter {
 public:
  explicit Meter(const Options& options);

  /// Adds what it came to: `things` were done meanwhile.
  void read(Report& report, std::uint64_t things) const;
  double client_cpu_share() const;

 private:
  double seconds() const;

  const Options& options_;
  kotori::Instant begun_;
  kotori::Duration own_cpu_;
  std::optional<Usage> server_;
};

/// A report with what was asked for.
Report report_of(const Options& options);

/// Shows how it goes, in one line on stderr that the next one replaces.
void show_progress(const std::string& line);

}  // namespace bench
