#pragma once
#include "adapters/log_sqlite/verify.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>

namespace adapters {

/// Copies a database, as it is at one moment, into a new file for its owner only: one file, whole, without what was
/// deleted, and marked as a backup. A server may go on writing meanwhile: this never waits for it, nor it for this; its
/// log cannot be cut back until this ends. What is at `file` afterwards is whole and on disk, or was not touched.
/// Its size in bytes. Throws std::runtime_error, with one line for people, also when there is something at `file`.
std::uintmax_t backup(const std::filesystem::path& database, const std::filesystem::path& file);

/// What came of a restore.
struct Restored {
  Verdict verdict;                              ///< on the backup; with damages nothing else was done
  std::optional<std::filesystem::path> before;  ///< where the database is kept that was there
};

/// Puts a backup, or any database of this program, into the data directory, with an epoch of its own: clients that knew
/// the database before begin anew. It is verified first, telling `tell` of damages; one of an older program is brought
/// up to date. What was there stays beside it under another name. Interrupted, it has been done or has not. Throws
/// std::runtime_error, with one line for people, when the directory is in use or the file is of a newer program.
Restored restore(const std::filesystem::path& file, const std::filesystem::path& directory,
                 const std::function<void(const std::string&)>& tell);

}  // namespace adapters
