#include "adapters/log_sqlite/departure.hpp"

#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/moved.hpp"

namespace adapters {
namespace {

// Otherwise one would be made.
std::filesystem::path with_a_database(const std::filesystem::path& directory) {
  sqlite::require_database(directory / "kotori.db");
  return directory;
}

}  // namespace

Departure::Departure(const std::filesystem::path& directory)
    : path_(with_a_database(directory)),
      directory_(path_, sqlite::DataDirectory::Moved::taken),
      tables_(directory_.database()) {}

void Departure::require_free_for(const std::string& place) const {
  if (sqlite::moved_to(path_) != place) sqlite::require_not_moved(path_);
}

void Departure::mark(const std::string& place) { sqlite::mark_as_moved(path_, place); }

void Departure::unmark() { sqlite::unmark_as_moved(path_); }

}  // namespace adapters
