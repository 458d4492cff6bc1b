#include "adapters/sessions_sqlite/table.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <string_view>
#include <sys/stat.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace adapters::sqlite {
namespace {

using kotori::sessions::Record;
using kotori::sessions::Writing;

constexpr std::int64_t newest = 1;
constexpr const char* schema = R"(
  BEGIN IMMEDIATE;
  CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    value TEXT NOT NULL,                    -- JSON
    user TEXT NOT NULL,                     -- empty: nobody's
    begun INTEGER NOT NULL,                 -- times in milliseconds since 1970
    used INTEGER NOT NULL,
    expires INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX sessions_by_user ON sessions (user);
  CREATE INDEX sessions_by_end ON sessions (expires);
  PRAGMA user_version = 1;
  COMMIT;
)";

void make(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  if (descriptor < 0) throw std::runtime_error(std::generic_category().message(errno));
  ::close(descriptor);
}

}  // namespace

Database open_sessions(const std::filesystem::path& file) {
  try {
    make(file);
    Database database{file, Database::Role::owner};
    database.run("BEGIN EXCLUSIVE; COMMIT");  // whoever comes later finds it in use
    const auto version = Statement{database, "PRAGMA user_version"}.number().value_or(0);
    if (version > newest) throw std::runtime_error("it was made by a newer program");
    if (version == 0) database.run(schema);
    return database;
  } catch (const std::runtime_error& failure) {
    throw std::runtime_error(fmt::format("the sessions in {} cannot be opened: {}", file.string(), failure.what()));
  }
}

SessionTable::SessionTable(const std::filesystem::path& file, std::function<kotori::UnixMillis()> clock)
    : clock_(std::move(clock)),
      database_(open_sessions(file)),
      read_(database_, "SELECT value, user, begun, used, expires FROM sessions WHERE id = ?"),
      insert_(database_,
              "INSERT OR REPLACE INTO sessions (value, user, begun, used, expires, id) VALUES (?,?,?,?,?,?)"),
      update_(database_, "UPDATE sessions SET value = ?, user = ?, begun = ?, used = ?, expires = ? WHERE id = ?"),
      delete_(database_, "DELETE FROM sessions WHERE id = ?"),
      delete_user_(database_, "DELETE FROM sessions WHERE user = ? RETURNING id"),
      delete_expired_(database_,
                      "DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires <= ? LIMIT 16)") {}

std::optional<Record> SessionTable::read(const std::string& id) {
  const std::lock_guard lock{mutex_};
  auto rows = read_.rows(std::string_view(id));
  if (!rows.next()) return std::nullopt;
  return Record{.value = rows.text(0),
                .user = rows.text(1),
                .begun = rows.integer(2),
                .used = rows.integer(3),
                .expires = rows.integer(4)};
}

void SessionTable::add(Write& write) {
  const std::lock_guard lock{adding_};
  added_.push_back(&write);
}

/// Somebody else may have written it already, or be about to.
bool SessionTable::commit(const Write& write) {
  const std::lock_guard lock{mutex_};
  std::vector<Write*> writes;
  {
    const std::lock_guard adding{adding_};
    writes.swap(added_);
  }
  if (!writes.empty()) put_all(writes);
  if (write.failure) std::rethrow_exception(write.failure);
  return write.written;
}

/// All of them, or none.
void SessionTable::put_all(const std::vector<Write*>& writes) {
  try {
    database_.run("BEGIN IMMEDIATE");
    for (auto* write : writes) {
      write->written = put(*write);
      delete_expired_.run(clock_());
    }
    database_.run("COMMIT");
  } catch (...) {
    for (auto* write : writes) write->failure = std::current_exception();
    if (database_.in_transaction()) database_.run("ROLLBACK");
  }
}

bool SessionTable::put(const Write& write) {
  const auto& [id, record, how, written, failure] = write;
  auto& statement = how == Writing::begin ? insert_ : update_;
  statement.run(std::string_view(record.value), std::string_view(record.user), record.begun, record.used,
                record.expires, std::string_view(id));
  return database_.changes() > 0;
}

bool SessionTable::erase(const std::string& id) {
  const std::lock_guard lock{mutex_};
  delete_.run(std::string_view(id));
  return database_.changes() > 0;
}

std::vector<std::string> SessionTable::erase_user(const std::string& user) {
  const std::lock_guard lock{mutex_};
  std::vector<std::string> erased;
  auto rows = delete_user_.rows(std::string_view(user));
  while (rows.next()) erased.push_back(rows.text(0));
  return erased;
}

}  // namespace adapters::sqlite
