#pragma once
#include <cstddef>

/// The system's calls, of which one may be made to fail. For one thread.
namespace hardening::calls {

enum class Trouble : unsigned char {
  fails,       ///< for the reason that it has most often
  interrupted  ///< by a signal, before it did anything: those calls of which that is said
};

/// Counting starts anew; the `nth` call from now on that such trouble can befall, has it, once.
void trouble_nth(std::size_t nth, Trouble trouble);
/// How many there were.
std::size_t made();

}  // namespace hardening::calls
