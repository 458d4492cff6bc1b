#include "adapters/sessions_postgres/table.hpp"

#include "kotori/base/log.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace adapters::postgres {
namespace {

using kotori::Task;
using kotori::sessions::Record;
using kotori::sessions::Writing;

constexpr std::int64_t newest = 1;
constexpr std::size_t id_length = 43;
constexpr std::string_view channel = "kotori_sessions";
// A transaction may be seen so long after the time that it has written; a page of what was erased.
constexpr std::int64_t overlap = 60'000, page = 1'000;

// Several programs may begin at once: one makes the tables, and the others wait for it.
constexpr const char* schema = R"(
  SELECT pg_advisory_xact_lock(7226130001);
  CREATE SCHEMA IF NOT EXISTS kotori;
  CREATE TABLE IF NOT EXISTS sessions_version (version bigint NOT NULL);
  INSERT INTO sessions_version SELECT 1 WHERE NOT EXISTS (SELECT FROM sessions_version);
  CREATE TABLE IF NOT EXISTS sessions (
    id text COLLATE "C" PRIMARY KEY,
    value text NOT NULL,                    -- JSON
    "user" text COLLATE "C" NOT NULL,       -- empty: nobody's
    begun bigint NOT NULL,                  -- times in milliseconds since 1970
    used bigint NOT NULL,
    expires bigint NOT NULL
  );
  CREATE INDEX IF NOT EXISTS sessions_by_user ON sessions USING hash ("user");
  CREATE INDEX IF NOT EXISTS sessions_by_end ON sessions (expires);
  CREATE TABLE IF NOT EXISTS erased_sessions (
    at bigint NOT NULL,                     -- by the database's clock
    id text COLLATE "C" NOT NULL,
    PRIMARY KEY (at, id)
  );
)";

constexpr Statement read_session{"session_read",
                                 R"(SELECT value, "user", begun, used, expires FROM sessions WHERE id = $1)"};
constexpr Statement begin_session{"session_begin", R"(
  WITH ended AS (DELETE FROM sessions WHERE id IN
    (SELECT id FROM sessions WHERE expires <= $7 AND id <> $1 LIMIT 16 FOR UPDATE SKIP LOCKED))
  INSERT INTO sessions VALUES ($1, $2, $3, $4, $5, $6)
  ON CONFLICT (id) DO UPDATE SET (value, "user", begun, used, expires) = ($2, $3, $4, $5, $6) RETURNING id)"};
constexpr Statement write_session{"session_write", R"(
  WITH ended AS (DELETE FROM sessions WHERE id IN
    (SELECT id FROM sessions WHERE expires <= $7 AND id <> $1 LIMIT 16 FOR UPDATE SKIP LOCKED))
  UPDATE sessions SET (value, "user", begun, used, expires) = ($2, $3, $4, $5, $6) WHERE id = $1 RETURNING id)"};

// The others are told with the commit, and look it up if they were not.
std::string erasing(const char* which) {
  return fmt::format(R"(
    WITH gone AS (DELETE FROM sessions WHERE {} RETURNING id),
    kept AS (INSERT INTO erased_sessions SELECT (extract(epoch FROM clock_timestamp()) * 1000)::bigint, id FROM gone
             ON CONFLICT DO NOTHING)
    SELECT id, pg_notify('{}', id) FROM gone)",
                     which, channel);
}
const std::string erasing_one = erasing("id = $1"), erasing_those_of_a_user = erasing(R"("user" = $1)");
const Statement erase_session{"session_erase", erasing_one.c_str()};
const Statement erase_sessions{"session_erase_user", erasing_those_of_a_user.c_str()};

constexpr Statement erased_since{"session_erased", R"(
  SELECT at, id FROM erased_sessions WHERE at > $1 AND (at, id) > ($2, $3) ORDER BY at, id LIMIT $4)"};
constexpr Statement look_at_clock{"session_clock", R"(
  WITH forgotten AS (DELETE FROM erased_sessions WHERE at < extract(epoch FROM now()) * 1000 - 86400000)
  SELECT (extract(epoch FROM now()) * 1000)::bigint)"};

// Nobody's sockets are open before the first connection, and what is erased after it has to be heard of.
void greet(Session& session, std::atomic<std::int64_t>& looked) {
  session.run("BEGIN");
  make_session_tables(session);
  session.run("COMMIT");
  session.run(fmt::format("LISTEN {}", channel));
  std::int64_t never = 0;
  looked.compare_exchange_strong(never, session.run(look_at_clock.sql).integer(0, 0));
}

bool is_id(std::string_view id) {
  return id.size() == id_length && std::ranges::all_of(id, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

}  // namespace

void make_session_tables(Session& session) {
  session.run(schema);
  const auto version = session.run("SELECT max(version) FROM sessions_version").integer(0, 0);
  if (version > newest) throw DatabaseError("the sessions in the database are of a newer program");
}

SessionTable::SessionTable(kotori::EpollLoop& loop, kotori::Worker& worker, Settings settings, std::size_t most_waiting,
                           kotori::Duration look_every, std::function<kotori::UnixMillis()> clock)
    : loop_(loop),
      look_every_(look_every),
      clock_(std::move(clock)),
      connection_(loop, worker,
                  {.settings = std::move(settings),
                   .greet = [looked = looked_](Session& session) { greet(session, *looked); },
                   .on_change = [this](bool reachable) { on_change(reachable); },
                   .on_notification = [this](std::string_view, std::string_view id) { hear(std::string{id}); },
                   .most_under_way = most_waiting}) {}

Task<Rows> SessionTable::ask(const Statement& statement, Parameters parameters) {
  auto answer = co_await connection_.query(statement, std::move(parameters));
  if (!answer) throw DatabaseError(answer.error().message, answer.error().sqlstate);
  co_return *std::move(answer);
}

Task<std::optional<Record>> SessionTable::read(std::string id) {
  if (!is_id(id)) co_return std::nullopt;
  const auto rows = co_await ask(read_session, Parameters{}.add(id));
  if (rows.size() == 0) co_return std::nullopt;
  co_return Record{.value = rows.text(0, 0),
                   .user = rows.text(0, 1),
                   .begun = rows.integer(0, 2),
                   .used = rows.integer(0, 3),
                   .expires = rows.integer(0, 4)};
}

Task<bool> SessionTable::write(std::string id, Record record, Writing how) {
  const auto rows = co_await ask(how == Writing::begin ? begin_session : write_session, Parameters{}
                                                                                            .add(id)
                                                                                            .add(record.value)
                                                                                            .add(record.user)
                                                                                            .add(record.begun)
                                                                                            .add(record.used)
                                                                                            .add(record.expires)
                                                                                            .add(clock_()));
  co_return rows.size() > 0;
}

Task<bool> SessionTable::erase(std::string id) {
  if (!is_id(id)) co_return false;
  const auto gone = co_await ask(erase_session, Parameters{}.add(id));
  co_return gone.size() > 0;
}

Task<std::vector<std::string>> SessionTable::erase_user(std::string user) {
  const auto gone = co_await ask(erase_sessions, Parameters{}.add(user));
  std::vector<std::string> ids;
  ids.reserve(gone.size());
  for (std::size_t row = 0; row < gone.size(); ++row) ids.push_back(gone.text(row, 0));
  co_return ids;
}

void SessionTable::listen(std::function<void(const std::string& id)> heard) {
  const std::lock_guard lock{mutex_};
  listeners_.push_back(std::move(heard));
}

void SessionTable::hear(const std::string& id) {
  std::vector<std::function<void(const std::string&)>> listeners;
  {
    const std::lock_guard lock{mutex_};
    listeners = listeners_;
  }
  for (const auto& heard : listeners) heard(id);
}

// Whatever was notified meanwhile was notified to nobody.
void SessionTable::on_change(bool reachable) {
  if (reachable) on_time();
}

void SessionTable::on_time() {
  if (ending_) return;
  loop_.arm(*this, look_every_);
  if (!std::exchange(looking_, true)) tasks_.spawn(look());
}

Task<> SessionTable::look() {
  try {
    const auto clock = co_await ask(look_at_clock, {});
    const auto now = clock.integer(0, 0);
    const auto since = *looked_ - overlap;
    std::pair<std::int64_t, std::string> last{since, {}};
    for (bool more = true; more;) {
      const auto gone = co_await ask(erased_since, Parameters{}.add(since).add(last.first).add(last.second).add(page));
      for (std::size_t row = 0; row < gone.size(); ++row) hear(gone.text(row, 1));
      more = gone.size() == page;
      if (more) last = {gone.integer(gone.size() - 1, 0), gone.text(gone.size() - 1, 1)};
    }
    *looked_ = now;
  } catch (const DatabaseError& failure) {
    kotori::log::debug("cannot look for sessions that were erased", {{"why", failure.what()}});
  }
  looking_ = false;
}

Task<> SessionTable::end() {
  ending_ = true;
  disarm();
  co_await tasks_.join();
}

}  // namespace adapters::postgres
