#pragma once
#include "chat/ports/log.hpp"
#include "kotori/async/worker.hpp"

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <vector>

namespace adapters {

struct SqliteLogOptions {
  /// How many appends may wait for the disk; more are unavailable.
  std::size_t most_pending = 16'384;
};

/// A Log in one SQLite file, `kotori.db` in a directory of its own: WAL, synchronous=FULL, one writer, many readers.
class SqliteLog final : public chat::Log {
 public:
  /// `writer` has one thread, `readers` as many as may read at a time; both outlive the log.
  /// Throws std::runtime_error, with one line for people, when the directory is in use, cannot be written, or holds
  /// what a newer kotori has made.
  SqliteLog(std::filesystem::path directory, kotori::Worker& writer, kotori::Worker& readers,
            SqliteLogOptions options = {});
  ~SqliteLog() override;
  SqliteLog(const SqliteLog&) = delete;
  SqliteLog& operator=(const SqliteLog&) = delete;

  kotori::Task<chat::Outcome> append(chat::Intent intent) override;
  kotori::Task<kotori::Result<chat::Admission>> admit(chat::UserId user) override;
  kotori::Task<kotori::Result<void>> keep_read(std::vector<chat::ReadMark> marks) override;
  kotori::Task<kotori::Result<chat::Page>> read(chat::PageRequest request) override;
  kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> room(chat::RoomName name) override;
  kotori::Task<kotori::Result<chat::RoomsPage>> rooms(chat::RoomsRequest request) override;
  kotori::Task<kotori::Result<std::vector<chat::Seq>>> heads(std::vector<chat::RoomName> rooms) override;
  chat::Epoch epoch() const override;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace adapters
