#pragma once
#include "kotori/sessions/bounded_work.hpp"
#include "kotori/sessions/session_files.hpp"
#include "kotori/sessions/store.hpp"

#include <chrono>
#include <cstddef>
#include <filesystem>
#include <functional>

namespace kotori::inline v0::sessions {

/// How a DirectoryStore works.
struct DirectoryStoreOptions {
  std::size_t most_waiting = 1024;                             ///< for the disk; who comes then is answered 503
  std::chrono::milliseconds sweep = std::chrono::minutes{10};  ///< from one look for what has expired to the next
  std::function<UnixMillis()> clock = unix_millis_now;
};

/// Sessions in files, for one process, which locks the directory. A session is one file for its owner alone, named
/// after its id; it is there whole or not at all, and on the disk when it was written or erased. What has expired is
/// swept away while others are written. To erase those of a user all files are read: with very many, take SQLite.
class DirectoryStore final : public Store {
 public:
  /// The directory is made if it is not there. The worker outlives the store. Throws std::runtime_error when another
  /// process has it, std::system_error when the disk refuses.
  DirectoryStore(const std::filesystem::path& directory, Worker& worker, DirectoryStoreOptions options = {})
      : files_(directory, std::move(options.clock), options.sweep), work_(worker, options.most_waiting) {}

  Task<std::optional<Record>> read(std::string id) override;
  Task<bool> write(std::string id, Record record, Writing how) override;
  Task<bool> erase(std::string id) override;
  Task<std::vector<std::string>> erase_user(std::string user) override;

 private:
  SessionFiles files_;
  BoundedWork work_;
};

}  // namespace kotori::inline v0::sessions
