#pragma once
#include "adapters/log_sqlite/data_directory.hpp"
#include "adapters/log_sqlite/kept_tables.hpp"

#include <filesystem>
#include <string>

namespace adapters {

/// A chat at rest, on its way to another place: while this is there, no server uses its directory. All throw
/// std::exception, with one line for people.
class Departure {
 public:
  /// Throws when there is no chat that this program can read, or it is in use.
  explicit Departure(const std::filesystem::path& directory);
  Departure(const Departure&) = delete;
  Departure& operator=(const Departure&) = delete;

  /// Nothing in them is changed.
  KeptTables& tables() { return tables_; }

  /// Throws when it was moved before, and not there. There it may go again: that may have been cut off.
  void require_free_for(const std::string& place) const;
  /// From here on nobody serves it any more, until it is unmarked. On disk when it returns.
  void mark(const std::string& place);
  void unmark();

 private:
  const std::filesystem::path path_;
  sqlite::DataDirectory directory_;
  sqlite::TablesOfFile tables_;
};

}  // namespace adapters
