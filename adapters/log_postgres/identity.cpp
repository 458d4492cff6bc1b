#include "adapters/log_postgres/identity.hpp"

#include "kotori/base/log.hpp"

namespace adapters::postgres {
namespace {

// Every statement walks an index, whatever the statistics say of tables that have just begun to grow; so none has to be
// planned more than once.
constexpr const char* plan_for_indexes =
    "SELECT set_config('enable_seqscan', 'off', false), set_config('enable_hashjoin', 'off', false),"
    " set_config('enable_mergejoin', 'off', false), set_config('plan_cache_mode', 'force_generic_plan', false)";

// Objects get numbers of their own when a dump is read in, and so do databases when they are copied.
constexpr const char* whose_and_which =
    "SELECT epoch, system_identifier, timeline,"
    " (SELECT system_identifier FROM pg_control_system())"
    "  || '/' || (SELECT oid FROM pg_database WHERE datname = current_database()) || '/' || "
    "'kotori.log'::regclass::oid,"
    " left(pg_walfile_name(pg_current_wal_insert_lsn()), 8) FROM kotori.log";

}  // namespace

chat::Epoch epoch_of(Session& session, Wanted wanted) {
  session.run(plan_for_indexes);
  const auto row = session.run(whose_and_which);
  if (row.size() != 1) throw DatabaseError("the log has no epoch");
  const auto identifier = row.view(0, 3), timeline = row.view(0, 4);
  if (row.view(0, 1) == identifier && row.view(0, 2) == timeline) return {row.text(0, 0)};
  if (wanted != Wanted::writable) throw DatabaseError("this server is not the one it was, and nobody has said so yet");
  // Nobody knows yet what this epoch has been; then it is still good. Of several, one comes first.
  const auto changed = session.run(
      "UPDATE kotori.log SET system_identifier = $1, timeline = $2, epoch = CASE system_identifier WHEN '' THEN epoch"
      " ELSE replace(gen_random_uuid()::text, '-', '') END"
      " WHERE (system_identifier, timeline) IS DISTINCT FROM ($1, $2) RETURNING epoch",
      Parameters{}.add(identifier).add(timeline));
  if (changed.size() == 1 && !row.view(0, 1).empty())
    kotori::log::warning("the database is another one than it was: the log has a new epoch");
  return {session.run("SELECT epoch FROM kotori.log").text(0, 0)};
}

void carry_on(Session& session, const chat::Epoch& epoch) {
  const auto row = session.run(whose_and_which);
  session.run("UPDATE kotori.log SET epoch = $1, system_identifier = $2, timeline = $3",
              Parameters{}.add(epoch.value).add(row.view(0, 3)).add(row.view(0, 4)));
}

}  // namespace adapters::postgres
