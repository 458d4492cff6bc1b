#include "adapters/sessions_sqlite/sqlite_sessions.hpp"

#include "adapters/sessions_sqlite/table.hpp"

#include <utility>

namespace adapters {

using kotori::Task;
using kotori::sessions::Record;
using kotori::sessions::Writing;

class SqliteSessions::Table : public sqlite::SessionTable {
  using SessionTable::SessionTable;
};

SqliteSessions::SqliteSessions(const std::filesystem::path& file, kotori::Worker& worker, SqliteSessionsOptions options)
    : table_(std::make_unique<Table>(file, std::move(options.clock))), work_(worker, options.most_waiting) {}

SqliteSessions::~SqliteSessions() = default;

Task<std::optional<Record>> SqliteSessions::read(std::string id) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return table_->read(id); });
}

Task<bool> SqliteSessions::write(std::string id, Record record, Writing how) {
  const auto place = work_.enter();
  sqlite::SessionTable::Write write{.id = std::move(id), .record = std::move(record), .how = how};
  table_->add(write);
  co_return co_await work_.run([&] { return table_->commit(write); });
}

Task<bool> SqliteSessions::erase(std::string id) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return table_->erase(id); });
}

Task<std::vector<std::string>> SqliteSessions::erase_user(std::string user) {
  const auto place = work_.enter();
  co_return co_await work_.run([&] { return table_->erase_user(user); });
}

}  // namespace adapters
