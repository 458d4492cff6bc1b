#include "adapters/sqlite/database.hpp"

#include <cerrno>
#include <sqlite3.h>

namespace adapters::sqlite {
namespace {

// Whoever locks the database does so for a while: better to wait than to refuse what is said.
constexpr int busy_milliseconds = 15'000;

// SQLite says FULL for most, but not for a quota, nor when it is the sync that finds no space; and what was wrong with
// a commit it does not remember, so that errno is asked.
bool is_storage_full(int code) {
  if (code == SQLITE_FULL) return true;
  return (code & 0xFF) == SQLITE_IOERR && (errno == ENOSPC || errno == EDQUOT || errno == EFBIG);
}

void check(int code, sqlite3* handle) {
  if (code == SQLITE_OK) return;
  const bool storage_full = is_storage_full(code);
  throw DatabaseError(handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code), storage_full);
}

// FULL: a commit is on the disk when it returns. The WAL is cut back after a burst.
// Who may be referred to is looked at before anything is stored; SQLite would look once more for each fact.
constexpr const char* writer_settings = R"(
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -16384;
  PRAGMA journal_size_limit = 67108864;
)";

// There is no shared memory then.
constexpr const char* owner_settings = R"(
  PRAGMA locking_mode = EXCLUSIVE;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = FULL;
  PRAGMA secure_delete = ON;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -4096;
  PRAGMA journal_size_limit = 16777216;
)";

constexpr const char* reader_settings = R"(
  PRAGMA query_only = ON;
  PRAGMA wal_autocheckpoint = 0;
  PRAGMA temp_store = MEMORY;
  PRAGMA cache_size = -4096;
)";

// EXTRA: the journal of what is committed does not come back after a power cut, either.
constexpr const char* alone_settings = R"(
  PRAGMA journal_mode = DELETE;
  PRAGMA synchronous = EXTRA;
  PRAGMA foreign_keys = ON;
)";

constexpr const char* settings_of(Database::Role role) {
  switch (role) {
    case Database::Role::writer: return writer_settings;
    case Database::Role::reader: return reader_settings;
    case Database::Role::owner: return owner_settings;
    case Database::Role::alone: break;
  }
  return alone_settings;
}

}  // namespace

Database::Database(const std::filesystem::path& file, Role role) {
  sqlite3* opened = nullptr;
  const int code = sqlite3_open_v2(file.c_str(), &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr);
  handle_.reset(opened);
  check(code, opened);
  sqlite3_extended_result_codes(opened, 1);
  sqlite3_busy_timeout(opened, role == Role::owner ? 0 : busy_milliseconds);
  if (role == Role::reader) check(sqlite3_db_config(opened, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr), opened);
  run(settings_of(role));
}

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close(handle); }

void Database::run(const char* sql) { check(sqlite3_exec(handle(), sql, nullptr, nullptr, nullptr), handle()); }

bool Database::in_transaction() const { return sqlite3_get_autocommit(handle()) == 0; }

std::int64_t Database::changes() const { return sqlite3_changes64(handle()); }

void Database::count_wal_pages(int& pages) {
  const auto count = [](void* into, sqlite3*, const char*, int now) {
    *static_cast<int*>(into) = now;
    return SQLITE_OK;
  };
  sqlite3_wal_hook(handle(), count, &pages);
}

bool Database::truncate_wal() {
  sqlite3_busy_timeout(handle(), 0);
  const int code = sqlite3_wal_checkpoint_v2(handle(), "main", SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
  sqlite3_busy_timeout(handle(), busy_milliseconds);
  if ((code & 0xFF) == SQLITE_BUSY || (code & 0xFF) == SQLITE_LOCKED) return false;
  check(code, handle());
  return true;
}

void Database::checkpoint() {
  check(sqlite3_wal_checkpoint_v2(handle(), "main", SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr), handle());
}

Statement::Statement(Database& database, std::string_view sql) {
  sqlite3_stmt* prepared = nullptr;
  check(sqlite3_prepare_v3(database.handle(), sql.data(), static_cast<int>(sql.size()), SQLITE_PREPARE_PERSISTENT,
                           &prepared, nullptr),
        database.handle());
  handle_.reset(prepared);
}

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

void Statement::bind(int place, std::int64_t value) {
  check(sqlite3_bind_int64(handle_.get(), place, value), sqlite3_db_handle(handle_.get()));
}

void Statement::bind(int place, std::optional<std::int64_t> value) {
  if (value) return bind(place, *value);
  check(sqlite3_bind_null(handle_.get(), place), sqlite3_db_handle(handle_.get()));
}

void Statement::bind(int place, std::string_view value) {
  // An empty view may have no data, which SQLite would take for NULL.
  check(sqlite3_bind_text64(handle_.get(), place, value.empty() ? "" : value.data(), value.size(), SQLITE_STATIC,
                            SQLITE_UTF8),
        sqlite3_db_handle(handle_.get()));
}

Rows::~Rows() { sqlite3_reset(statement_); }

bool Rows::next() {
  errno = 0;
  const int code = sqlite3_step(statement_);
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) check(code, sqlite3_db_handle(statement_));
  return false;
}

std::int64_t Rows::integer(int column) const { return sqlite3_column_int64(statement_, column); }

std::optional<std::int64_t> Rows::optional_integer(int column) const {
  if (sqlite3_column_type(statement_, column) == SQLITE_NULL) return {};
  return integer(column);
}

std::string_view Rows::view(int column) const {
  const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
  if (!bytes) return {};
  return {bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement_, column))};
}

}  // namespace adapters::sqlite
