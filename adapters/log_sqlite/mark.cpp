#include "adapters/log_sqlite/mark.hpp"

#include "adapters/log_sqlite/files.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "adapters/sqlite/database.hpp"
#include "kotori/base/log.hpp"

#include <array>
#include <cstdint>
#include <fmt/format.h>
#include <fstream>
#include <stdexcept>
#include <string_view>

namespace adapters::sqlite {
namespace {

namespace fs = std::filesystem;

// A restored seq 7 is not the seq 7 that clients know: they must not meet under the same epoch.
void begin_new_epoch(const fs::path& file) {
  Database database{file, Database::Role::alone};
  database.run("BEGIN IMMEDIATE");
  database.run("UPDATE log SET epoch = lower(hex(randomblob(16)))");
  database.run(fmt::format("PRAGMA application_id = {}", live_mark).c_str());
  database.run("COMMIT");
}

void put_aside(const fs::path& file) {
  if (!has_content(file)) {
    fs::remove(file);
    return;
  }
  const auto kept = unused_name(file, ".set-aside-");
  move_for_good(file, kept);
  kotori::log::warning("a file of another database was put aside", {{"file", kept.string()}});
}

}  // namespace

bool is_backup(const fs::path& file) {
  // https://www.sqlite.org/fileformat.html#the_database_header
  constexpr std::string_view magic{"SQLite format 3\0", 16};
  constexpr std::size_t application_id = 68;
  std::array<char, 100> header{};
  if (!std::ifstream{file, std::ios::binary}.read(header.data(), header.size())) return false;
  if (!std::string_view{header.data(), header.size()}.starts_with(magic)) return false;
  std::uint32_t id = 0;
  for (std::size_t i = 0; i < sizeof id; ++i) id = id << 8U | static_cast<unsigned char>(header.at(application_id + i));
  return id == static_cast<std::uint32_t>(backup_mark);
}

void require_database(const fs::path& file) {
  if (!has_content(file)) throw std::runtime_error(fmt::format("{}: there is no database", file.string()));
  // What is read would come from the log of another database.
  if (is_backup(file) && has_content(beside(file, "-wal")))
    throw std::runtime_error(fmt::format(
        "{}: is a backup, with the log of another database beside it; `kotori serve` puts that aside", file.string()));
}

void mark_as_backup(const fs::path& file) {
  Database database{file, Database::Role::alone};
  database.run(fmt::format("PRAGMA application_id = {}", backup_mark).c_str());
}

// It happens under another name, in this order:
//   1. `kotori.db`, which has the mark, becomes `kotori.db.incoming`;
//   2. there, in one transaction with a rollback journal, the epoch changes and the mark goes;
//   3. what the database before has left beside `kotori.db` goes;
//   4. `kotori.db.incoming` becomes `kotori.db`.
// Cut off before 1, the mark is found again. After it there is no `kotori.db`, and an incoming file says where to go
// on: SQLite undoes a half transaction by the journal, which under that name is nobody else's; 2 again, after the mark
// has gone, only changes the epoch once more, which nobody has heard yet. Nothing named `kotori.db` is ever opened
// while it has the mark, or beside a log that is not its own.
void take_over_backup(const fs::path& database) {
  const auto incoming = beside(database, ".incoming");
  if (is_backup(database)) {
    // One that was cut off, and that this one replaces.
    fs::remove(incoming);
    fs::remove(beside(incoming, "-journal"));
    sync(database.parent_path());
    move_for_good(database, incoming);
  }
  if (has_content(database) || !has_content(incoming)) return;
  begin_new_epoch(incoming);
  put_aside(beside(database, "-wal"));
  put_aside(beside(database, "-journal"));
  fs::remove(beside(database, "-shm"));
  move_for_good(incoming, database);
  kotori::log::info("a backup is the database now, with a new epoch", {{"file", database.string()}});
}

}  // namespace adapters::sqlite
