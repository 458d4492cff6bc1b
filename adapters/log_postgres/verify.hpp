#pragma once
#include "adapters/log_rows/judge.hpp"

#include <functional>
#include <string>

namespace adapters {

/// Looks through a whole PostgreSQL database, also while nodes serve it: all that judge() does, and whether the indexes
/// are there that keep things unique. Calls `tell` with a line for each damage, up to the first thousand.
///
/// Writes nothing: it sees what was there when it began, in a read-only transaction, which keeps VACUUM from removing
/// what has been deleted since. Throws std::runtime_error, with one line for people and without the password, when the
/// database is out of reach or has no chat in it that this program can read.
Verdict verify_database(const std::string& url, const std::function<void(const std::string&)>& tell);

/// After a database was brought back to an earlier state by PostgreSQL's own means: verifies it, and if nothing is
/// wrong with it gives the log a new epoch, so that clients who knew what came after that state begin anew. With
/// damages nothing is done. Throws as verify_database(), and when a node serves it.
Verdict begin_anew(const std::string& url, const std::function<void(const std::string&)>& tell);

}  // namespace adapters
