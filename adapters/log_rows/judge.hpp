#pragma once
#include "adapters/log_rows/findings.hpp"
#include "adapters/log_rows/tables.hpp"

#include <cstdint>

namespace adapters {

/// What a database was found to hold.
struct Verdict {
  std::uint64_t rooms = 0;
  std::uint64_t facts = 0;
  std::uint64_t people = 0;
  std::uint64_t damages = 0;  ///< 0: nothing is wrong
};

/// Looks through all tables of a log, and works out anew what is derived from the facts: every room's seqs are 1 to its
/// head; a command made one fact; messages, reactions, members and rooms are as the facts say; names have their keys;
/// cursors stay within heads; nothing refers to what is not there. Shares no code with those who keep it but the rules
/// for names.
///
/// Holds of one room at a time what has become of its messages, not their texts, and the name that each person chose.
void judge(KeptTables& tables, Findings& findings, Verdict& verdict);

}  // namespace adapters
