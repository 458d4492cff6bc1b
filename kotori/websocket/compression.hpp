#pragma once
#include <cstdint>

namespace kotori::inline v0 {

/// Whether a conversation may be compressed (RFC 7692), if both sides want to. What a message says can be guessed from
/// how short it becomes when it holds a secret beside text that a stranger chose: compress no such messages.
enum class Compression : std::uint8_t {
  none,    ///< nothing is agreed on
  shared,  ///< each message stands for itself: nothing is kept between them, and an audience compresses one for all
  with_context,  ///< as shared, but what the peer says may refer to what it said before: shorter, for at most 32 KiB
                 ///< kept
};

}  // namespace kotori::inline v0
