#pragma once
#include "kotori/async/worker.hpp"
#include "kotori/sessions/bounded_work.hpp"
#include "kotori/sessions/store.hpp"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <memory>

namespace adapters {

struct SqliteSessionsOptions {
  std::size_t most_waiting = 1024;  ///< for the disk; who comes then is answered 503
  std::function<kotori::UnixMillis()> clock = kotori::unix_millis_now;
};

/// Sessions in one SQLite file, for one process, which locks it. What was written or erased is on the disk. What has
/// expired is deleted while others are written. Any loop may use it.
class SqliteSessions final : public kotori::sessions::Store {
 public:
  /// The file is made if it is not there, for its owner alone. Give it a worker that does nothing else; it outlives the
  /// store. Throws std::runtime_error, with one line for people, when another process has the file, when it is of a
  /// newer program, or the disk refuses.
  SqliteSessions(const std::filesystem::path& file, kotori::Worker& worker, SqliteSessionsOptions options = {});
  ~SqliteSessions() override;

  kotori::Task<std::optional<kotori::sessions::Record>> read(std::string id) override;
  kotori::Task<bool> write(std::string id, kotori::sessions::Record record, kotori::sessions::Writing how) override;
  kotori::Task<bool> erase(std::string id) override;
  kotori::Task<std::vector<std::string>> erase_user(std::string user) override;

 private:
  class Table;  // so that who uses it need not know SQLite
  const std::unique_ptr<Table> table_;
  kotori::sessions::BoundedWork work_;
};

}  // namespace adapters
