#include "apps/kotori/bench/census.hpp"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <unordered_set>

namespace bench {
namespace {

/// "0100007F:1F90"
std::uint16_t port_in(const std::string& address) {
  std::uint16_t port = 0;
  const auto colon = address.find(':');
  if (colon != address.npos) std::from_chars(address.data() + colon + 1, address.data() + address.size(), port, 16);
  return port;
}

/// Lines begin with "0: 0100007F:1F90 0200007F:C350 01": a number, this end, the other one, whether established.
void count_ends(const char* file, std::uint16_t port, Census& census, std::unordered_set<std::string>& sources) {
  std::ifstream from{file};
  std::string number, here, there, state;
  for (std::string rest; from >> number >> here >> there >> state && std::getline(from, rest);) {
    if (state != "01") continue;
    if (port_in(here) == port) ++census.server_ends;
    if (port_in(there) != port) continue;
    ++census.client_ends;
    sources.insert(here.substr(0, here.find(':')));
  }
}

/// How many descriptors an epoll watches.
std::uint64_t watched(const std::filesystem::path& info) {
  std::ifstream from{info};
  std::uint64_t count = 0;
  for (std::string line; std::getline(from, line);)
    if (line.starts_with("tfd:")) ++count;
  return count;
}

void count_process(int pid, Census& census) {
  const std::filesystem::path process{fmt::format("/proc/{}", pid)};
  std::uint64_t sum = 0;
  std::error_code gone;
  for (const auto& descriptor : std::filesystem::directory_iterator{process / "fd", gone}) {
    if (std::filesystem::read_symlink(descriptor, gone) != "anon_inode:[eventpoll]") continue;
    const auto count = watched(process / "fdinfo" / descriptor.path().filename());
    census.by_loop.push_back(count);
    sum += count;
  }
  census.by_process.push_back(sum);
}

}  // namespace

std::string Census::spread(std::vector<std::uint64_t> counts) {
  std::ranges::sort(counts);
  if (counts.size() < 2) return counts.empty() ? "" : fmt::format("{}", counts.front());
  return fmt::format("{}: {} to {}", counts.size(), counts.front(), counts.back());
}

Census take_census(std::uint16_t port, std::span<const int> server_pids) {
  Census census;
  std::unordered_set<std::string> sources;
  for (const auto* file : {"/proc/net/tcp", "/proc/net/tcp6"}) count_ends(file, port, census, sources);
  census.source_addresses = sources.size();
  for (const int pid : server_pids) count_process(pid, census);
  return census;
}

}  // namespace bench
