#pragma once
#include "adapters/log_sqlite/database.hpp"

namespace adapters::sqlite {

/// Brings a database to the schema of this program, each step in a transaction of its own.
/// Throws std::runtime_error, with one line for people, when a newer program has made it.
void migrate(Database& database);

}  // namespace adapters::sqlite
