#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/http/headers.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <random>

namespace kotori::inline v0::client {

/// How long to wait before trying again: at random up to `first`, then up to twice that, and so on, so that very many
/// who lost the same server do not all come back at once.
struct BackOff {
  Duration first = std::chrono::milliseconds{500};
  Duration most = std::chrono::seconds{30};
  Duration steady = std::chrono::seconds{10};     ///< what has held so long begins anew with `first`
  Duration most_asked = std::chrono::minutes{5};  ///< of what a server's Retry-After asks for, beside that
  std::uint64_t seed = 0;                         ///< decides what comes at random; 0: nobody knows
};

/// The waits of one who tries.
class Waits {
 public:
  explicit Waits(const BackOff& back_off);

  /// `asked`: what the server has asked for; nobody comes before that.
  Duration next(std::optional<Duration> asked = {});
  void begin_anew() { bound_ = back_off_.first; }

 private:
  BackOff back_off_;
  Duration bound_;
  std::mt19937_64 random_;
};

/// What Retry-After asks for (RFC 9110 §10.2.3), in seconds or as a date, which may be past by now; empty: nothing.
std::optional<Duration> retry_after(const http::Headers& headers);

}  // namespace kotori::inline v0::client
