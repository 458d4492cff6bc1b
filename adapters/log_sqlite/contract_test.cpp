#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "chat/ports/log_contract.hpp"
#include "kotori/async/simulation.hpp"

#include <optional>
#include <utility>

namespace chat::contract {
namespace {

class SqliteBench {
 public:
  SqliteBench() { reopen(); }
  template <class T> T run(kotori::Task<T> task) { return simulation.run(std::move(task)); }
  Log& log() { return *log_; }
  void reopen() {
    log_.reset();
    log_.emplace(directory_.path() / "data", simulation.worker(), simulation.worker());
  }

  kotori::Simulation simulation;

 private:
  adapters::TestDirectory directory_;
  std::optional<adapters::SqliteLog> log_;
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, LogAppending, SqliteBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, LogMessages, SqliteBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, LogReading, SqliteBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Sqlite, LogRooms, SqliteBench);

}  // namespace chat::contract
