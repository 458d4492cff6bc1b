#include "adapters/log_sqlite/backup.hpp"

#include "adapters/log_sqlite/data_directory.hpp"
#include "adapters/log_sqlite/files.hpp"
#include "adapters/log_sqlite/mark.hpp"
#include "adapters/log_sqlite/schema.hpp"
#include "adapters/sqlite/database.hpp"

#include <cerrno>
#include <fcntl.h>
#include <fmt/format.h>
#include <stdexcept>
#include <stdlib.h>
#include <system_error>
#include <unistd.h>

namespace adapters {
namespace sqlite {
namespace {

namespace fs = std::filesystem;

/// An empty file for its owner only, beside another that it may become; gone with this if it does not.
class NewFile {
 public:
  explicit NewFile(const fs::path& beside_file) {
    auto name = beside(beside_file, ".partial-XXXXXX").native();
    const int descriptor = mkostemp(name.data(), O_CLOEXEC);
    if (descriptor < 0) throw std::system_error(errno, std::generic_category(), beside_file.string());
    close(descriptor);
    path = name;
  }
  ~NewFile() {
    std::error_code gone;
    fs::remove(path, gone);
    fs::remove(beside(path, "-journal"), gone);
  }
  NewFile(const NewFile&) = delete;
  NewFile& operator=(const NewFile&) = delete;

  fs::path path;
};

bool is_of_kotori(Database& database) {
  return Statement{database, "SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'log'"}.rows().next();
}

// One read transaction sees all of it at one moment.
void copy_as_it_is(const fs::path& database, const fs::path& empty_file) {
  require_database(database);
  try {
    Database source{database, Database::Role::reader};
    if (!is_of_kotori(source)) throw DatabaseError("is no database of kotori");
    // It would forbid to write the other file, too.
    source.run("PRAGMA query_only = OFF");
    Statement{source, "VACUUM INTO ?"}.run(empty_file.native());
  } catch (const DatabaseError& failure) {
    throw std::runtime_error(fmt::format("{}: {}", database.string(), failure.what()));
  }
}

void bring_up_to_date(const fs::path& copied, const fs::path& original) {
  try {
    Database database{copied, Database::Role::alone};
    migrate(database);
  } catch (const std::runtime_error& failure) {
    throw std::runtime_error(fmt::format("{}: {}", original.string(), failure.what()));
  }
}

std::uintmax_t backup(const fs::path& database, const fs::path& file) {
  if (fs::exists(file)) throw std::runtime_error(fmt::format("{}: is there already", file.string()));
  const NewFile copied{file};
  copy_as_it_is(database, copied.path);
  mark_as_backup(copied.path);
  sync(copied.path);
  move_to_free_place(copied.path, file);
  return fs::file_size(file);
}

// The database that was there gets a second name, and so stays what it is until the new one takes its place in one
// step. From there on the mark tells that the log beside it is not its own, also if that cannot be moved away any more.
std::optional<fs::path> replace(const fs::path& database, const fs::path& restored) {
  std::optional<fs::path> before;
  if (has_content(database)) {
    before = unused_name(database, ".before-restore-");
    fs::create_hard_link(database, *before);
  }
  move_for_good(restored, database);
  const auto log = beside(database, "-wal");
  if (before && has_content(log)) move_for_good(log, beside(*before, "-wal"));
  return before;
}

Restored restore(const fs::path& file, const fs::path& directory, const std::function<void(const std::string&)>& tell) {
  const DataDirectory data{directory};
  const NewFile restored{data.database()};
  copy_as_it_is(file, restored.path);
  bring_up_to_date(restored.path, file);
  mark_as_backup(restored.path);
  Restored result{.verdict = adapters::verify(restored.path, tell), .before = {}};
  if (result.verdict.damages > 0) return result;
  sync(restored.path);
  result.before = replace(data.database(), restored.path);
  take_over_backup(data.database());
  return result;
}

}  // namespace
}  // namespace sqlite

std::uintmax_t backup(const std::filesystem::path& database, const std::filesystem::path& file) {
  return sqlite::backup(database, file);
}

Restored restore(const std::filesystem::path& file, const std::filesystem::path& directory,
                 const std::function<void(const std::string&)>& tell) {
  return sqlite::restore(file, directory, tell);
}

}  // namespace adapters
