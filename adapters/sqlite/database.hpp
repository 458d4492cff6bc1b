#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite as this adapter uses it. Nothing here may be used by two threads at a time.
namespace adapters::sqlite {

/// What SQLite says when it cannot: full disk, locked, not a database.
struct DatabaseError : std::runtime_error {
  explicit DatabaseError(const std::string& what, bool no_space = false)
      : std::runtime_error(what), storage_full(no_space) {}
  bool storage_full;  ///< the files may not grow: no space left, or a quota or a limit is reached
};

/// A connection. All throw DatabaseError.
class Database {
 public:
  enum class Role : std::uint8_t {
    writer,  ///< the only one of its file; the only one that ever checkpoints, see docs/decisions/0007
    reader,
    owner,  ///< as a writer, and no other connection has the file: who finds it in use does not wait
    alone,  ///< nobody else has the file, which has no write-ahead log when it is closed, and none while it is open
  };
  Database(const std::filesystem::path& file, Role role);

  /// Runs statements that answer nothing.
  void run(const char* sql);

  /// True between BEGIN and the end of the transaction, which an error may bring.
  bool in_transaction() const;
  /// How many rows the last statement has added, changed or deleted.
  std::int64_t changes() const;
  /// From now on `pages` is how long the WAL is after each commit, and nothing is checkpointed by itself.
  void count_wal_pages(int& pages);
  /// Brings what is in the WAL into the file, and then the WAL to nothing. False when somebody reads or writes: it does
  /// not wait.
  bool truncate_wal();
  /// Brings into the file as much as readers allow.
  void checkpoint();

  sqlite3* handle() const { return handle_.get(); }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
};

/// One run of a statement: its rows, one after another. Ends the run when it dies. Column 0 is the first.
class Rows {
 public:
  explicit Rows(sqlite3_stmt* statement) : statement_(statement) {}
  ~Rows();
  Rows(const Rows&) = delete;
  Rows& operator=(const Rows&) = delete;

  bool next();
  std::int64_t integer(int column) const;
  std::optional<std::int64_t> optional_integer(int column) const;
  std::string text(int column) const { return std::string{view(column)}; }
  /// Good until the next row.
  std::string_view view(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// A prepared statement. The database outlives it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// Runs it with these in the places of its question marks. Texts are not copied: they outlive the rows.
  template <class... Values> Rows rows(Values&&... values) {
    static_assert((!std::is_same_v<Values, std::string> && ...), "it would be gone before the rows are read");
    int place = 0;
    (bind(++place, values), ...);
    return Rows{handle_.get()};
  }
  /// Runs a statement that answers nothing.
  template <class... Values> void run(const Values&... values) {
    auto none = rows(values...);
    while (none.next()) {
    }
  }
  /// The number in the first column of the only row; empty when there is none.
  template <class... Values> std::optional<std::int64_t> number(const Values&... values) {
    auto one = rows(values...);
    return one.next() ? one.optional_integer(0) : std::nullopt;
  }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  void bind(int place, std::int64_t value);
  void bind(int place, std::optional<std::int64_t> value);
  void bind(int place, std::string_view value);

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace adapters::sqlite
