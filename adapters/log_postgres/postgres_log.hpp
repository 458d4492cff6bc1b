#pragma once
#include "chat/ports/log.hpp"
#include "chat/ports/nodes.hpp"
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace adapters {

struct PostgresLogOptions {
  /// How many appends may wait for the database; more are unavailable.
  std::size_t most_pending = 16'384;
  /// For how long a batch whose connection was lost is sent again before it is unavailable.
  kotori::Duration in_doubt = std::chrono::seconds{5};
  /// What takes longer is given up by the server, and a second later by us.
  kotori::Duration for_statement = std::chrono::seconds{5};
  /// A node that has not been renewed for so long is dead; see Nodes.
  kotori::Duration lease = std::chrono::seconds{30};
};

/// A Log in a PostgreSQL database (15 or newer), in the schema `kotori`, which any number of processes may serve at a
/// time. It has a thread of its own, with a loop, and two connections there: one stores, in batches, one reads.
///
/// While a connection is lost, what it would do is unavailable at once, and it is made anew by itself; so it is while
/// the server may only be read from. When the server turns out to be another one, or an earlier state of it, the log
/// gets a new epoch; see Log::when_changed.
class PostgresLog final : public chat::Log {
 public:
  /// `url` as libpq takes it, see postgres::Settings. Makes or migrates the tables. Throws std::runtime_error, with one
  /// line for people and without the password, when the database is out of reach or a newer kotori has made it.
  explicit PostgresLog(std::string url, PostgresLogOptions options = {});
  ~PostgresLog() override;
  PostgresLog(const PostgresLog&) = delete;
  PostgresLog& operator=(const PostgresLog&) = delete;

  kotori::Task<chat::Outcome> append(chat::Intent intent) override;
  kotori::Task<kotori::Result<chat::Admission>> admit(chat::UserId user) override;
  kotori::Task<kotori::Result<void>> keep_read(std::vector<chat::ReadMark> marks) override;
  kotori::Task<kotori::Result<chat::Page>> read(chat::PageRequest request) override;
  kotori::Task<kotori::Result<std::optional<chat::RoomRecord>>> room(chat::RoomName name) override;
  kotori::Task<kotori::Result<chat::RoomsPage>> rooms(chat::RoomsRequest request) override;
  kotori::Task<kotori::Result<std::vector<chat::Seq>>> heads(std::vector<chat::RoomName> rooms) override;

  /// Whether it can store and is the log that it was.
  bool reachable() const override;
  chat::Epoch epoch() const override;
  void when_changed(std::function<void()> changed) override;
  void adopt() override;

  /// The nodes that serve this log.
  chat::Nodes& nodes();
  /// 32 bytes that those who serve this log share, and nobody else.
  const std::string& key() const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace adapters
