#pragma once
#include <cstdint>

namespace adapters {

/// What a bus has done since it was made.
struct BusCounts {
  std::uint64_t sent = 0;
  std::uint64_t unsent = 0;  ///< there was no connection, or too much waited for one
  std::uint64_t heard = 0;
  std::uint64_t overruns = 0;  ///< times that more came than could be heard, and some was lost

  // What came and was dropped, each for the first of these reasons.
  std::uint64_t too_large = 0;
  std::uint64_t forged = 0;     ///< did not open: changed on the way, meant for another topic, or of another key
  std::uint64_t malformed = 0;  ///< opened, and is no news that this version knows
  std::uint64_t own = 0;        ///< of a node that listens here
  std::uint64_t replayed = 0;   ///< came before, or is of an older life of its node
  bool operator==(const BusCounts&) const = default;

  std::uint64_t dropped() const { return too_large + forged + malformed + own + replayed; }
};

}  // namespace adapters
