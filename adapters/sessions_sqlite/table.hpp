#pragma once
#include "adapters/sqlite/database.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/sessions/store.hpp"

#include <exception>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adapters::sqlite {

/// The file, made if it is not there, for one process alone. Throws std::runtime_error, with one line for people.
Database open_sessions(const std::filesystem::path& file);

/// The table of sessions. All of it blocks on the disk and throws DatabaseError; any thread may call it.
class SessionTable {
 public:
  SessionTable(const std::filesystem::path& file, std::function<kotori::UnixMillis()> clock);

  std::optional<kotori::sessions::Record> read(const std::string& id);
  bool erase(const std::string& id);
  std::vector<std::string> erase_user(const std::string& user);

  /// A write in two steps, so that those that wait for the disk at once go there together.
  struct Write {
    std::string id;
    kotori::sessions::Record record;
    kotori::sessions::Writing how;
    bool written = false;
    std::exception_ptr failure = {};
  };
  /// Before commit(); does not block. It is used until commit() has been called for it.
  void add(Write& write);
  /// Writes what was added and not written yet, in one transaction. Whether `write`, which was added, was done.
  bool commit(const Write& write);

 private:
  void put_all(const std::vector<Write*>& writes);
  bool put(const Write& write);

  const std::function<kotori::UnixMillis()> clock_;
  std::mutex adding_;  // never while it waits for the disk
  std::vector<Write*> added_;
  std::mutex mutex_;
  Database database_;
  Statement read_, insert_, update_, delete_, delete_user_, delete_expired_;
};

}  // namespace adapters::sqlite
