#pragma once
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/rows.hpp"
#include "adapters/postgres/settings.hpp"

#include <cstdint>
#include <memory>
#include <string>

struct pg_conn;

namespace adapters::postgres {

/// A connection that waits for its answers: for the beginning, on a thread that may wait, and for tests. All throw
/// DatabaseError. Used by one thread at a time.
///
/// Every connection is in UTF-8, looks for tables in the schema `kotori`, gives a statement up after
/// Settings::for_statement, and never takes a commit for done before it is on disk.
class Session {
 public:
  /// The message is one line for people, without the password.
  explicit Session(const Settings& settings);

  /// One statement or several; the rows of the last.
  Rows run(const std::string& sql);
  Rows run(const std::string& sql, const Parameters& parameters);

  /// The server's process behind this connection: its number may be given again, but not at the same moment.
  struct Backend {
    std::int64_t pid = 0;
    std::string began;
  };
  const Backend& backend() const { return backend_; }
  /// Ends another connection's process, should there still be one, with all that is under way on it. When it returns,
  /// what had been sent there has been done or never will be. Throws DatabaseError when it does not end in time.
  void end(const Backend& other);

  /// Where the server is, and the database there, as postgres://HOST:PORT/NAME; without user and password.
  std::string place() const;

  pg_conn* handle() const { return handle_.get(); }

 private:
  struct Finish {
    void operator()(pg_conn* handle) const;
  };
  std::unique_ptr<pg_conn, Finish> handle_;
  Backend backend_;
};

}  // namespace adapters::postgres
