#pragma once
#include <cstdint>
#include <mutex>  // durations and clocks, without the calendars, time zones and streams that <chrono> brings to every file

namespace kotori::inline v0 {

using Duration = std::chrono::nanoseconds;

/// A point of the monotonic clock: for timers. In tests it is turned by hand.
using Instant = std::chrono::time_point<std::chrono::steady_clock, Duration>;

/// Milliseconds since 1970 by the wall clock: for people to read, never to order anything by.
using UnixMillis = std::int64_t;

inline UnixMillis unix_millis_now() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
      .count();
}

}  // namespace kotori::inline v0
