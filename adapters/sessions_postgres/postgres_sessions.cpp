#include "adapters/sessions_postgres/postgres_sessions.hpp"

#include "adapters/sessions_postgres/table.hpp"
#include "kotori/async/run_on.hpp"

#include <cassert>
#include <optional>
#include <utility>

namespace adapters {

using kotori::Task;
using kotori::sessions::Record;
using kotori::sessions::Writing;

struct PostgresSessions::Table {
  kotori::EpollLoop& loop;
  std::optional<postgres::SessionTable> table{};  // empty: stopped
};

PostgresSessions::PostgresSessions(kotori::EpollLoop& loop, kotori::Worker& worker, postgres::Settings settings,
                                   PostgresSessionsOptions options)
    : table_(new Table{loop}) {
  table_->table.emplace(loop, worker, std::move(settings), options.most_waiting, options.look_every,
                        std::move(options.clock));
}

PostgresSessions::~PostgresSessions() { assert(!table_->table); }

/// Asks the table, on its loop.
template <class T, class F> Task<T> PostgresSessions::at_home(F ask) {
  auto there = [](Table& home, F question) -> Task<T> {
    if (!home.table) throw postgres::DatabaseError("the sessions are stopping");
    co_return co_await question(*home.table);
  };
  return kotori::run_on(table_->loop, there(*table_, std::move(ask)));
}

Task<std::optional<Record>> PostgresSessions::read(std::string id) {
  return at_home<std::optional<Record>>([id = std::move(id)](auto& table) { return table.read(id); });
}

Task<bool> PostgresSessions::write(std::string id, Record record, Writing how) {
  return at_home<bool>(
      [id = std::move(id), record = std::move(record), how](auto& table) { return table.write(id, record, how); });
}

Task<bool> PostgresSessions::erase(std::string id) {
  return at_home<bool>([id = std::move(id)](auto& table) { return table.erase(id); });
}

Task<std::vector<std::string>> PostgresSessions::erase_user(std::string user) {
  return at_home<std::vector<std::string>>([user = std::move(user)](auto& table) { return table.erase_user(user); });
}

void PostgresSessions::listen(std::function<void(const std::string& id)> heard) {
  table_->table->listen(std::move(heard));
}

Task<bool> PostgresSessions::reached_within(kotori::Duration at_most) {
  return at_home<bool>([at_most](auto& table) { return table.reached_within(at_most); });
}

Task<> PostgresSessions::stop() {
  auto there = [](Table& home) -> Task<> {
    if (!home.table) co_return;
    co_await home.table->end();
    home.table.reset();
  };
  return kotori::run_on(table_->loop, there(*table_));
}

}  // namespace adapters
