#pragma once
#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>

namespace adapters {

/// What a database was found to hold.
struct Verdict {
  std::uint64_t rooms = 0;
  std::uint64_t facts = 0;
  std::uint64_t people = 0;
  std::uint64_t damages = 0;  ///< 0: nothing is wrong
};

/// Looks through a whole database, live or a backup, and works out anew what is derived from the facts: every room's
/// seqs are 1 to its head; a command made one fact; messages, reactions, members and rooms are as the facts say; names
/// have their keys; cursors stay within heads; nothing refers to what is not there; SQLite finds its file intact.
/// Calls `tell` with a line for each damage, up to the first thousand: where it is, what is there, what should be.
///
/// Writes nothing. A server may go on writing meanwhile: this sees what was there when it began, and its log cannot be
/// cut back until this ends. Holds of one room at a time what has become of its messages, not their texts.
/// Throws std::runtime_error, with one line for people, when there is no database that this program can read.
Verdict verify(const std::filesystem::path& database, const std::function<void(const std::string&)>& tell);

}  // namespace adapters
