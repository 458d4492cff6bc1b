#pragma once
#include "adapters/postgres/session.hpp"

#include <cstdint>

namespace adapters::postgres {

/// The version of a database that this program has brought up to date.
inline constexpr std::int64_t newest_schema = 1;

/// Brings a database to the schema of this program, all of it or nothing, one program at a time. A step only adds, so
/// that the version before can go on beside this one. Throws DatabaseError, or std::runtime_error with one line for
/// people when a newer program has made it.
void migrate(Session& session);

/// Throws std::runtime_error, with one line for people, unless a database has the schema of this program.
void require_newest(Session& session);

/// What append() and admit() run in the database, see there; part of the first schema.
extern const char* const functions_1;

}  // namespace adapters::postgres
