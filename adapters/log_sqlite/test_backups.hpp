#pragma once
#include "adapters/log_sqlite/backup.hpp"
#include "adapters/log_sqlite/data_directory.hpp"
#include "adapters/log_sqlite/files.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/log_sqlite/test_history.hpp"
#include "adapters/sqlite/database.hpp"

#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

namespace adapters {

/// What somebody says in the lobby.
inline constexpr const char* one_more =
    "INSERT INTO facts (room, seq, kind, at, author, device, client_id, name, body) "
    "SELECT 1, head + 1, 1, 1000, 1, 'more', head, 'user1', 'more' FROM rooms WHERE id = 1;"
    "UPDATE rooms SET head = head + 1 WHERE id = 1;";

/// The line with which it is refused.
inline std::string why_not(const auto& act) {
  try {
    act();
    return "done";
  } catch (const std::runtime_error& refusal) {
    return refusal.what();
  }
}

/// A database with some history, where a server has its own, and a place for a backup.
struct Backups : testing::Test {
  using Lines = std::vector<std::string>;
  using Database = sqlite::Database;

  Backups() {
    std::filesystem::create_directory(data);
    make_history(database);
  }

  Lines names(const std::filesystem::path& of) {
    Lines all;
    for (const auto& entry : std::filesystem::directory_iterator{of}) all.push_back(entry.path().filename().string());
    return all;
  }
  static Lines damages(const std::filesystem::path& of) {
    Lines lines;
    verify(of, [&](const std::string& line) { lines.push_back(line); });
    return lines;
  }
  static std::string head(const std::filesystem::path& of) {
    return ask(of, "SELECT head FROM rooms WHERE id = 1").front();
  }
  static std::string epoch(const std::filesystem::path& of) { return ask(of, "SELECT epoch FROM log").front(); }
  static std::string bytes(const std::filesystem::path& of) {
    std::ifstream file{of, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
  }
  void say_more() { Database{database, Database::Role::writer}.run(one_more); }
  /// It says something more and is killed: that is in the log only.
  void be_killed() {
    const auto log = sqlite::beside(database, "-wal"), kept = sqlite::beside(file, "-kept");
    {
      Database writer{database, Database::Role::writer};
      writer.run("PRAGMA wal_autocheckpoint = 0");
      writer.run(one_more);
      std::filesystem::copy(database, kept);
      std::filesystem::copy(log, sqlite::beside(kept, "-wal"));
    }
    std::filesystem::rename(kept, database);
    std::filesystem::rename(sqlite::beside(kept, "-wal"), log);
  }
  Restored restored(const std::filesystem::path& from) {
    return restore(from, data, [](const std::string& line) { ADD_FAILURE() << line; });
  }
  void open_as_server() { const sqlite::DataDirectory opened{data}; }

  TestDirectory directory;
  std::filesystem::path data = directory.path() / "data", database = data / "kotori.db",
                        file = directory.path() / "a.backup";
};

}  // namespace adapters
