#pragma once
#include "adapters/postgres/connection.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/sessions/store.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace adapters::postgres {

/// Makes the tables if they are not there, in a transaction that has begun. Throws DatabaseError.
void make_session_tables(Session& session);

/// The tables of sessions, as one connection sees them: those that there are, and for a day the ids of those that were
/// erased, so that who missed a notification finds out. Belongs to the connection's loop, but for listen(). Throws
/// DatabaseError when the database is out of reach, or refuses.
class SessionTable final : kotori::Timer {
 public:
  SessionTable(kotori::EpollLoop& loop, kotori::Worker& worker, Settings settings, std::size_t most_waiting,
               kotori::Duration look_every, std::function<kotori::UnixMillis()> clock);

  kotori::Task<std::optional<kotori::sessions::Record>> read(std::string id);
  kotori::Task<bool> write(std::string id, kotori::sessions::Record record, kotori::sessions::Writing how);
  kotori::Task<bool> erase(std::string id);
  kotori::Task<std::vector<std::string>> erase_user(std::string user);
  void listen(std::function<void(const std::string& id)> heard);

  kotori::Task<bool> reached_within(kotori::Duration at_most) { return connection_.reached_within(at_most); }
  /// Before it is destroyed: waits for what it has begun by itself.
  kotori::Task<> end();

 private:
  kotori::Task<Rows> ask(const Statement& statement, Parameters parameters);
  void on_time() override;
  void on_change(bool reachable);
  kotori::Task<> look();
  void hear(const std::string& id);

  kotori::EpollLoop& loop_;
  const kotori::Duration look_every_;
  const std::function<kotori::UnixMillis()> clock_;
  std::mutex mutex_;
  std::vector<std::function<void(const std::string& id)>> listeners_;
  using Time = std::atomic<std::int64_t>;                           // the database's, in milliseconds since 1970
  const std::shared_ptr<Time> looked_ = std::make_shared<Time>(0);  // what was erased up to then has been heard
  bool looking_ = false, ending_ = false;
  kotori::TaskGroup tasks_;
  Connection connection_;
};

}  // namespace adapters::postgres
