#pragma once
#include "adapters/postgres/rows.hpp"

#include <string>
#include <string_view>

struct pg_conn;

namespace adapters::postgres {

/// What libpq says over several lines, in one.
std::string first_line(std::string_view message);

/// Why a result is none: in the server's words, without its details, which would tell what people said.
DatabaseError error_of(const pg_result* result, const pg_conn* connection);

}  // namespace adapters::postgres
