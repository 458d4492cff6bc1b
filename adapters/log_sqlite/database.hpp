#pragma once
#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

struct sqlite3;
struct sqlite3_stmt;

/// SQLite as this adapter uses it. Nothing here may be used by two threads at a time.
namespace adapters::sqlite {

/// What SQLite says when it cannot: full disk, locked, not a database.
struct DatabaseError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// A connection. All throw DatabaseError.
class Database {
 public:
  enum class Role : std::uint8_t {
    writer,  ///< the only one of its file; the only one that ever checkpoints, see docs/decisions/0007
    reader,
    alone,  ///< nobody else has the file, which has no write-ahead log when it is closed, and none while it is open
  };
  Database(const std::filesystem::path& file, Role role);

  /// Runs statements that answer nothing.
  void run(const char* sql);

  /// True between BEGIN and the end of the transaction, which an error may bring.
  bool in_transaction() const;

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
  std::string text(int column) const;

 private:
  sqlite3_stmt* statement_;
};

/// A prepared statement. The database outlives it.
class Statement {
 public:
  Statement(Database& database, std::string_view sql);

  /// Runs it with these in the places of its question marks.
  template <class... Values> Rows rows(const Values&... values) {
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

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  void bind(int place, std::int64_t value);
  void bind(int place, std::string_view value);

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
};

}  // namespace adapters::sqlite
