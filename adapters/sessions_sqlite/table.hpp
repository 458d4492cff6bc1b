#pragma once
#include "adapters/sqlite/database.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/sessions/store.hpp"

#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace adapters::sqlite {

/// The table of sessions. All of it blocks on the disk and throws DatabaseError; any thread may call it.
class SessionTable {
 public:
  SessionTable(const std::filesystem::path& file, std::function<kotori::UnixMillis()> clock);

  std::optional<kotori::sessions::Record> read(const std::string& id);
  bool write(const std::string& id, const kotori::sessions::Record& record, kotori::sessions::Writing how);
  bool erase(const std::string& id);
  std::vector<std::string> erase_user(const std::string& user);

 private:
  bool put(const std::string& id, const kotori::sessions::Record& record, kotori::sessions::Writing how);

  const std::function<kotori::UnixMillis()> clock_;
  std::mutex mutex_;
  Database database_;
  Statement read_, insert_, update_, delete_, delete_user_, delete_expired_;
};

}  // namespace adapters::sqlite
