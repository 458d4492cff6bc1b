#include "apps/kotori/bench/process.hpp"

#include <ctime>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <unistd.h>

namespace bench {
namespace {

/// The figure behind this word in a file of /proc that counts in KiB.
std::uint64_t bytes_behind(const std::string& word, const std::string& file) {
  std::ifstream from{file};
  for (std::string line; std::getline(from, line);)
    if (line.starts_with(word)) return std::stoull(line.substr(word.size())) * 1024;
  return 0;
}

/// To the nanosecond; utime and stime of /proc/PID/stat count in hundredths of a second.
std::optional<kotori::Duration> cpu_of(int pid) {
  std::error_code gone;
  const std::filesystem::directory_iterator threads{fmt::format("/proc/{}/task", pid), gone};
  if (gone) return {};
  kotori::Duration cpu{};
  for (const auto& thread : threads) {
    std::int64_t nanoseconds = 0;
    std::ifstream{thread.path() / "schedstat"} >> nanoseconds;
    cpu += kotori::Duration{nanoseconds};
  }
  return cpu;
}

}  // namespace

std::optional<Usage> usage_of(std::span<const int> pids) {
  Usage sum;
  for (const int pid : pids) {
    const auto cpu = cpu_of(pid);
    if (!cpu) return {};
    sum.cpu += *cpu;
    const auto status = fmt::format("/proc/{}/status", pid);
    sum.resident_bytes += bytes_behind("VmRSS:", status);
    sum.anonymous_bytes += bytes_behind("RssAnon:", status);
  }
  return sum;
}

std::uint64_t proportional_bytes_of(std::span<const int> pids) {
  std::uint64_t sum = 0;
  for (const int pid : pids) sum += bytes_behind("Pss:", fmt::format("/proc/{}/smaps_rollup", pid));
  return sum;
}

kotori::Duration own_cpu() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds{time.tv_sec} + std::chrono::nanoseconds{time.tv_nsec};
}

std::uint64_t kernel_slab_bytes() { return bytes_behind("Slab:", "/proc/meminfo"); }

}  // namespace bench
