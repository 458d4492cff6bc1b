#include "adapters/log_postgres/judging.hpp"

#include "adapters/log_postgres/kept_tables.hpp"

#include <fmt/format.h>
#include <stdexcept>

namespace adapters::postgres {
namespace {

// They keep a seq, a command and a name from being there twice.
void judge_indexes(KeptTables& tables, Findings& findings) {
  const auto missing = tables.rows(
      "SELECT wanted FROM unnest(ARRAY['log_pkey', 'people_pkey', 'people_id_key', 'people_name_key_key', 'rooms_pkey',"
      " 'rooms_name_key', 'rooms_key_key', 'facts_pkey', 'facts_by_origin', 'states_pkey', 'reactions_pkey',"
      " 'members_pkey', 'cursors_pkey']) AS wanted"
      " WHERE NOT EXISTS (SELECT FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid"
      " WHERE relname = wanted AND relnamespace = 'kotori'::regnamespace AND indisunique AND indisvalid)");
  while (missing->next()) findings.add("the schema: the index {} is missing, or not valid", missing->view(0));
}

}  // namespace

void judge_database(Session& session, Findings& findings, Verdict& verdict) {
  TablesOfDatabase tables{session};
  judge_indexes(tables, findings);
  judge(tables, findings, verdict);
  verdict.damages = findings.count();
}

void keep_others_out(Session& session) {
  session.run("SET LOCAL lock_timeout = '10s'");
  session.run(
      "LOCK TABLE log, nodes, people, rooms, facts, states, reactions, members, cursors IN ACCESS EXCLUSIVE MODE");
  const auto nodes =
      session.run("SELECT min(name) FROM nodes WHERE renewed > clock_timestamp() - interval '30 seconds'");
  if (!nodes.is_null(0, 0))
    throw std::runtime_error(fmt::format("{}: the node {} serves it, or did so within the last 30 s: stop it first",
                                         session.place(), nodes.view(0, 0)));
}

}  // namespace adapters::postgres
