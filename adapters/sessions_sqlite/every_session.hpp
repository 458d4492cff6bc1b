#pragma once
#include "kotori/sessions/store.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace adapters {

/// Tells every session that SqliteSessions has kept in this file, and also what has expired; says how many. There need
/// not be such a file. Blocks; throws std::runtime_error, with one line for people, when it is in use or cannot be
/// read.
std::int64_t every_session(const std::filesystem::path& file,
                           const std::function<void(const std::string& id, const kotori::sessions::Record&)>& tell);

}  // namespace adapters
