#pragma once
#include "kotori/base/clock.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace kotori::inline v0::websocket {

/// So many of something a second on the long run, and so many at once; up to a million of each. None at once: none.
struct Rate {
  std::uint32_t a_second = 0;
  std::uint32_t at_once = 0;
};

/// How much of a Rate is used. Microseconds in six bytes, for each connection has two of these; they go round after
/// nine years.
class Pace {
 public:
  /// How long until one more may come; zero: now.
  Duration wait(Instant now, Rate rate) const {
    if (rate.a_second == 0 || rate.at_once == 0) return Duration::max();
    const auto most = interval(rate) * (rate.at_once - 1), used = this->used(now);
    return std::chrono::microseconds{used > most ? used - most : 0};
  }
  /// One more has come.
  void count(Instant now, Rate rate) {
    const auto even_at = microseconds(now) + used(now) + interval(rate);
    for (std::size_t i = 0; i < even_at_.size(); ++i) even_at_[i] = static_cast<std::uint16_t>(even_at >> 16 * i);
  }

 private:
  static std::uint64_t microseconds(Instant now) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(now.time_since_epoch()).count());
  }
  static std::uint64_t interval(Rate rate) { return std::max(1'000'000 / rate.a_second, 1U); }
  std::uint64_t used(Instant now) const {
    const auto even_at = std::uint64_t{even_at_[2]} << 32 | std::uint64_t{even_at_[1]} << 16 | even_at_[0];
    return even_at - std::min(even_at, microseconds(now));
  }

  std::array<std::uint16_t, 3> even_at_{};  // when all that was counted would have come at an even pace
};

}  // namespace kotori::inline v0::websocket
