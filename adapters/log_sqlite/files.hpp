#pragma once
#include <filesystem>
#include <string_view>

/// Files that are still as they were left after a power cut. All throw std::system_error, which names the file.
namespace adapters::sqlite {

/// Whether there is a file with anything in it.
bool has_content(const std::filesystem::path& file);

/// What was written to this file, or which files are in this directory, is on disk when it returns.
void sync(const std::filesystem::path& file_or_directory);

/// Like mv: what was at `to` is gone. On disk when it returns.
void move_for_good(const std::filesystem::path& from, const std::filesystem::path& to);

/// The same, but throws when there is something at `to`.
void move_to_free_place(const std::filesystem::path& from, const std::filesystem::path& to);

/// `path` with this behind it: `kotori.db` and `-wal` make `kotori.db-wal`.
std::filesystem::path beside(const std::filesystem::path& path, std::string_view suffix);

/// `path` with this and the time behind it, and a number if need be so that there is no such file yet.
std::filesystem::path unused_name(const std::filesystem::path& path, std::string_view suffix);

}  // namespace adapters::sqlite
