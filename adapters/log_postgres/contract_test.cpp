#include "adapters/log_postgres/postgres_log.hpp"
#include "adapters/postgres/test_client.hpp"
#include "adapters/postgres/test_server.hpp"
#include "chat/ports/log_contract.hpp"

#include <optional>
#include <utility>

namespace chat::contract {
namespace {

/// A database of its own for each test; those who ask are on another loop than the log's.
class PostgresBench {
 public:
  PostgresBench() {
    loops_.start();
    reopen();
  }
  template <class T> T run(kotori::Task<T> task) { return adapters::postgres::run_on(loops_[0], std::move(task)); }
  Log& log() { return *log_; }
  void reopen() {
    log_.reset();
    log_.emplace(settings_.url);
  }

 private:
  adapters::postgres::Settings settings_ = adapters::postgres::TestServer::shared().new_database();
  kotori::Loops loops_{1};
  std::optional<adapters::PostgresLog> log_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, LogAppending, PostgresBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, LogMessages, PostgresBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, LogReading, PostgresBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Postgres, LogRooms, PostgresBench);

}  // namespace chat::contract
