#pragma once
#include "kotori/base/clock.hpp"

#include <algorithm>
#include <cstdint>

namespace kotori::inline v0::websocket {

/// So many of something a second, and as many at once.
class Pace {
 public:
  /// Counts one more. False: that is one too many.
  bool allows(Instant now, std::uint32_t a_second) {
    constexpr Duration second = std::chrono::seconds{1};
    if (a_second == 0) return false;
    even_at_ = std::max(even_at_, now) + second / a_second;
    return even_at_ - now <= second;
  }

 private:
  Instant even_at_{};  // when all that was counted would have come at an even pace
};

}  // namespace kotori::inline v0::websocket
