#include "adapters/log_postgres/verify.hpp"

#include "adapters/log_postgres/identity.hpp"
#include "adapters/log_postgres/judging.hpp"
#include "adapters/log_postgres/schema.hpp"

namespace adapters {
namespace {
using namespace postgres;

Session open(const std::string& url, Wanted wanted) {
  Session session{{.url = url, .wanted = wanted, .name = "kotori verify", .for_statement = {}}};
  require_readable(session);
  return session;
}

Verdict verdict_on(Session& session, const std::function<void(const std::string&)>& tell) {
  Findings findings{tell};
  Verdict verdict;
  judge_database(session, findings, verdict);
  return verdict;
}

}  // namespace

Verdict verify_database(const std::string& url, const std::function<void(const std::string&)>& tell) {
  auto session = open(url, Wanted::primary);
  session.run("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  return verdict_on(session, tell);
}

Verdict begin_anew(const std::string& url, const std::function<void(const std::string&)>& tell) {
  auto session = open(url, Wanted::writable);
  session.run("BEGIN");
  keep_others_out(session);
  const auto verdict = verdict_on(session, tell);
  if (verdict.damages > 0) return verdict;
  session.run("UPDATE log SET epoch = replace(gen_random_uuid()::text, '-', '')");
  session.run("COMMIT");
  return verdict;
}

}  // namespace adapters
