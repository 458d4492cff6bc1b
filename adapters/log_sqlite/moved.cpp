#include "adapters/log_sqlite/moved.hpp"

#include "adapters/log_sqlite/files.hpp"

#include <cerrno>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <system_error>

namespace adapters::sqlite {
namespace {

std::filesystem::path mark_in(const std::filesystem::path& directory) { return directory / "moved-to"; }

}  // namespace

std::string moved_to(const std::filesystem::path& directory) {
  if (!std::filesystem::exists(mark_in(directory))) return {};
  std::string place;
  std::getline(std::ifstream{mark_in(directory)}, place);
  return place.empty() ? "another place" : place;
}

void mark_as_moved(const std::filesystem::path& directory, const std::string& place) {
  const auto partial = beside(mark_in(directory), ".partial");
  std::ofstream file{partial};
  file << place << '\n';
  file.close();
  if (!file) throw std::system_error(errno, std::generic_category(), partial.string());
  sync(partial);
  move_for_good(partial, mark_in(directory));
}

void unmark_as_moved(const std::filesystem::path& directory) {
  std::filesystem::remove(mark_in(directory));
  sync(directory);
}

void require_not_moved(const std::filesystem::path& directory) {
  if (const auto place = moved_to(directory); !place.empty())
    throw std::runtime_error(
        fmt::format("the data directory {} was moved to {}: serve that with --database, or see {} for the way back",
                    directory.string(), place, "docs/operations/cluster.md"));
}

}  // namespace adapters::sqlite
