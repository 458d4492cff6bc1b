#pragma once
#include "adapters/postgres/session.hpp"

#include <cstdint>

namespace adapters::postgres {

/// The version of a database that this program has brought up to date, and the oldest one whose programs can still
/// use it. A step that only adds leaves that as it is, so that nodes can be upgraded one after the other, and back.
inline constexpr std::int64_t newest_schema = 1, oldest_served = 1;

/// Brings a database to the schema of this program, all of it or nothing, one program at a time; one that is newer and
/// still serves this program is left as it is. Throws DatabaseError, or std::runtime_error with one line for people
/// when it does not.
void migrate(Session& session);

/// Throws std::runtime_error, with one line for people, unless a database has all tables that this program knows, and
/// serves it.
void require_readable(Session& session);

/// What append() and admit() run in the database, see there; part of the first schema.
extern const char* const functions_1;

}  // namespace adapters::postgres
