#pragma once
#include <filesystem>
#include <string>

/// A chat that was moved to another place leaves a file in its directory that says where, see docs/decisions/0034:
/// served here once more, it would go on in two ways under one epoch.
namespace adapters::sqlite {

/// Where it was moved to; empty: it was not.
std::string moved_to(const std::filesystem::path& directory);
/// On disk when it returns. Throws std::system_error.
void mark_as_moved(const std::filesystem::path& directory, const std::string& place);
void unmark_as_moved(const std::filesystem::path& directory);

/// Throws std::runtime_error, with one line for people, when it was moved.
void require_not_moved(const std::filesystem::path& directory);

}  // namespace adapters::sqlite
