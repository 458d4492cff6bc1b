#pragma once
#include "adapters/postgres/settings.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/worker.hpp"
#include "kotori/sessions/store.hpp"

#include <cstddef>
#include <functional>
#include <memory>

namespace adapters {

struct PostgresSessionsOptions {
  std::size_t most_waiting = 1024;  ///< for the database; who comes then is answered 503
  /// How often it looks for what others have erased, should their notifications be lost.
  kotori::Duration look_every = std::chrono::seconds{30};
  std::function<kotori::UnixMillis()> clock = kotori::unix_millis_now;
};

/// Sessions in PostgreSQL, for all processes that use the same database, in tables that it makes in the schema
/// `kotori`. What was written or erased is on the disk, and what one of them erases ends open sockets at all of them:
/// within a second, or as soon as they reach the database again. What has expired is deleted while others are written.
/// Any loop may use it.
class PostgresSessions final : public kotori::sessions::Store {
 public:
  /// Its connection lives on `loop`, which does not run yet, or runs this; the worker waits for names and servers. Both
  /// outlive the store. Until the database is reached, and whenever it is not, who asks is answered 503.
  PostgresSessions(kotori::EpollLoop& loop, kotori::Worker& worker, postgres::Settings settings,
                   PostgresSessionsOptions options = {});
  ~PostgresSessions() override;

  kotori::Task<std::optional<kotori::sessions::Record>> read(std::string id) override;
  kotori::Task<bool> write(std::string id, kotori::sessions::Record record, kotori::sessions::Writing how) override;
  kotori::Task<bool> erase(std::string id) override;
  kotori::Task<std::vector<std::string>> erase_user(std::string user) override;
  void listen(std::function<void(const std::string& id)> heard) override;

  /// Waits until the database is reached, but not longer than that. False: it is not.
  kotori::Task<bool> reached_within(kotori::Duration at_most);
  /// Before it is destroyed, while its loop runs; from then on everything fails. Any loop may call it.
  kotori::Task<> stop();

 private:
  struct Table;  // so that who uses it need not know libpq
  template <class T, class F> kotori::Task<T> at_home(F ask);
  const std::unique_ptr<Table> table_;
};

}  // namespace adapters
