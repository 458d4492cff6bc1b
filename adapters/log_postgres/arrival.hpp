#pragma once
#include "adapters/log_rows/judge.hpp"
#include "adapters/log_rows/tables.hpp"
#include "adapters/postgres/session.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace adapters {

/// A whole chat that comes from another log into an empty PostgreSQL database, all of it or nothing: until commit()
/// nobody sees any of it, and nobody else may use the database. Keeps one row in memory at a time. All but the last
/// throw std::runtime_error, with one line for people and without the password.
class Arrival {
 public:
  /// Makes the tables, if need be. Throws when a node serves the database, or somebody has been there.
  Arrival(const std::string& url, KeptTables& from);
  Arrival(const Arrival&) = delete;
  Arrival& operator=(const Arrival&) = delete;

  /// postgres://HOST:PORT/NAME
  std::string place() const { return session_.place(); }

  /// Every row, the epoch among them. `key`: the 32 bytes by which browsers are known again; empty: new ones. Says from
  /// time to time how many facts it has copied.
  void copy(std::optional<std::string_view> key, const std::function<void(std::uint64_t facts)>& copied);
  /// For what else comes with the chat, in the same transaction.
  postgres::Session& session() { return session_; }
  /// What has been copied.
  Verdict verify(const std::function<void(const std::string&)>& tell);

  enum class Outcome : unsigned char {
    kept,
    not_kept,  ///< nothing of it is there
    unknown,   ///< the connection was lost at that moment: all of it is there, or nothing
  };
  Outcome commit();

 private:
  void require_empty();
  void copy_facts(const std::function<void(std::uint64_t)>& copied);
  void copy_what_came_of_them();
  void carry_on(std::optional<std::string_view> key);

  postgres::Session session_;
  KeptTables& from_;
};

}  // namespace adapters
