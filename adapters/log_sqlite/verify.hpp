#pragma once
#include "adapters/log_rows/judge.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace adapters {

/// Looks through a whole database, live or a backup: all that judge() does, and whether SQLite finds its file intact.
/// Calls `tell` with a line for each damage, up to the first thousand: where it is, what is there, what should be.
///
/// Writes nothing. A server may go on writing meanwhile: this sees what was there when it began, and its log cannot be
/// cut back until this ends. Throws std::runtime_error, with one line for people, when there is no database that this
/// program can read.
Verdict verify(const std::filesystem::path& database, const std::function<void(const std::string&)>& tell);

}  // namespace adapters
