#pragma once
#include "adapters/log_rows/judge.hpp"
#include "adapters/postgres/session.hpp"

namespace adapters::postgres {

/// Judges what the session's transaction sees.
void judge_database(Session& session, Findings& findings, Verdict& verdict);

/// Until the session's transaction ends nobody else reads or writes the log. Throws std::runtime_error, with one line
/// for people, when a node serves it, or somebody does not let go of it.
void keep_others_out(Session& session);

}  // namespace adapters::postgres
