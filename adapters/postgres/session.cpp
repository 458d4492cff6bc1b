#include "adapters/postgres/session.hpp"

#include "adapters/postgres/results.hpp"

#include <array>
#include <libpq-fe.h>
#include <string>

namespace adapters::postgres {
namespace {

std::string text_of(kotori::Duration duration, kotori::Duration unit) { return std::to_string(duration / unit); }

// Its words would repeat what it could not read, and that may be the password.
void require_readable(const std::string& url) {
  char* fault = nullptr;
  PQconninfoOption* options = PQconninfoParse(url.c_str(), &fault);
  PQfreemem(fault);
  if (!options)
    throw DatabaseError("the address of the database cannot be read; write it as postgres://USER:PASSWORD@HOST/NAME");
  PQconninfoFree(options);
}

PGconn* connect(const Settings& settings) {
  using namespace std::chrono_literals;
  require_readable(settings.url);
  const auto timeout = text_of(settings.to_connect, 1s);
  const auto unanswered = text_of(settings.to_connect, 1ms);
  // What the url says, which comes last, has the last word. A server that is cut off is noticed within seconds.
  const std::array<const char*, 10> words{"application_name", "connect_timeout",
                                          "client_encoding",  "target_session_attrs",
                                          "keepalives_idle",  "keepalives_interval",
                                          "keepalives_count", "tcp_user_timeout",
                                          "dbname",           nullptr};
  const char* wanted = settings.wanted == Wanted::writable ? "read-write" : "primary";
  const std::array<const char*, 10> values{settings.name.c_str(), timeout.c_str(),      "UTF8", wanted, "3", "1", "3",
                                           unanswered.c_str(),    settings.url.c_str(), nullptr};
  return PQconnectdbParams(words.data(), values.data(), 1);
}

Rows taken(PGresult* result, const PGconn* connection) {
  Rows rows{result};
  const auto status = PQresultStatus(result);
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) throw error_of(result, connection);
  return rows;
}

}  // namespace

void Session::Finish::operator()(PGconn* handle) const { PQfinish(handle); }

Session::Session(const Settings& settings) : handle_(connect(settings)) {
  if (PQstatus(handle()) != CONNECTION_OK) throw DatabaseError(first_line(PQerrorMessage(handle())));
  // They would go to stderr.
  PQsetNoticeProcessor(handle(), [](void*, const char*) {}, nullptr);
  const auto milliseconds = text_of(settings.for_statement, std::chrono::milliseconds{1});
  // Who does not answer any more holds no locks for long. What is said to be kept is on disk.
  run("SELECT set_config('search_path', 'kotori', false), set_config('statement_timeout', $1, false),"
      " set_config('client_connection_check_interval', '2s', false), set_config('jit', 'off', false),"
      " set_config('default_transaction_isolation', 'read committed', false),"
      " CASE current_setting('synchronous_commit') WHEN 'off' THEN set_config('synchronous_commit', 'on', false) END",
      Parameters{}.add(milliseconds));
  const auto self = run("SELECT pid::bigint, backend_start::text FROM pg_stat_activity WHERE pid = pg_backend_pid()");
  backend_ = {.pid = self.integer(0, 0), .began = self.text(0, 1)};
}

void Session::end(const Backend& other) {
  // Of one's own role that is allowed; in milliseconds.
  const auto ended =
      run("SELECT pg_terminate_backend(pid, 2000) FROM pg_stat_activity WHERE pid = $1 AND backend_start = "
          "$2::text::timestamptz",
          Parameters{}.add(other.pid).add(std::string_view{other.began}));
  if (ended.size() > 0 && !ended.truth(0, 0))
    throw DatabaseError("what was under way on the connection before does not end");
}

std::string Session::place() const {
  const std::string host = PQhost(handle()), name = PQdb(handle());
  // A Unix socket is a path.
  if (host.starts_with('/')) return "postgres:///" + name + "?host=" + host;
  return "postgres://" + host + ":" + PQport(handle()) + "/" + name;
}

Rows Session::run(const std::string& sql) { return taken(PQexec(handle(), sql.c_str()), handle()); }

Rows Session::run(const std::string& sql, const Parameters& parameters) {
  const auto wire = parameters.wire();
  auto* result = PQexecParams(handle(), sql.c_str(), parameters.size(), parameters.types().data(), wire.values.data(),
                              wire.lengths.data(), wire.formats.data(), 0);
  return taken(result, handle());
}

}  // namespace adapters::postgres
