#pragma once
#include "adapters/log_rows/requests.hpp"
#include "adapters/postgres/parameters.hpp"
#include "adapters/postgres/rows.hpp"

#include <cstddef>
#include <span>

namespace adapters::postgres {

/// A batch of commands, see append_1 in functions.cpp: stored in their order, all or none. No two are of one origin.
extern const Statement append;
Parameters parameters_of(std::span<const Request* const> appends, const chat::Epoch& epoch);
/// Gives each its outcome, and takes the texts out of those that were stored. Throws RowError or DatabaseError when
/// that is not what was asked.
void take_outcomes(const Rows& rows, std::span<Request* const> appends);

}  // namespace adapters::postgres
