#pragma once
#include <filesystem>

/// A backup carries a mark in its header, which every copy of it has, too, see docs/decisions/0024.
namespace adapters::sqlite {

/// Whether this is a database file with the mark of a backup. Looks at the file without SQLite, so no connection of
/// this process may have it open: closing it here would drop that one's locks.
bool is_backup(const std::filesystem::path& file);

/// Throws std::runtime_error, with one line for people, unless there is a file that can be read as it lies there. Like
/// is_backup() it looks at it without SQLite.
void require_database(const std::filesystem::path& file);

/// Marks a database that nobody else has open. Throws DatabaseError.
void mark_as_backup(const std::filesystem::path& file);

/// Makes a backup that lies there as the database, however it came there, the live database of a new epoch. A
/// write-ahead log that lies beside it belongs to the database that was there before: it is put aside, never replayed.
/// Otherwise does nothing. Wherever it is interrupted, the next call goes on.
/// Only for who holds the directory's lock, before SQLite sees the file. Throws std::exception.
void take_over_backup(const std::filesystem::path& database);

}  // namespace adapters::sqlite
