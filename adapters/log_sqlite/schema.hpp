#pragma once
#include "adapters/sqlite/database.hpp"

#include <cstdint>

namespace adapters::sqlite {

/// The user_version of a database that this program has brought up to date.
inline constexpr std::int64_t newest_schema = 2;

/// PRAGMA application_id: what a file of ours is. Those of the first schema have 0 and are live, too.
inline constexpr std::int32_t live_mark = 0x6B746F72;    // "ktor"
inline constexpr std::int32_t backup_mark = 0x6B746F62;  // "ktob": whoever opens it begins a new epoch

/// Brings a database to the schema of this program, each step in a transaction of its own: one that fails leaves the
/// database as it was before it. Throws DatabaseError, or std::runtime_error with one line for people when a newer
/// program has made it.
void migrate(Database& database);

}  // namespace adapters::sqlite
