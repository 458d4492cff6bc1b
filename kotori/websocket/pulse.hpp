#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/options.hpp"

#include <cstdint>
#include <optional>

namespace kotori::inline v0::websocket {

/// Sixteenths of a second, for times of which many are kept and none has to be exact. They go round in eight years:
/// only differences mean something.
using Tick = std::uint32_t;
inline constexpr Duration tick = std::chrono::microseconds{62'500};
/// The one that has begun last.
inline Tick tick_of(Instant now) { return static_cast<Tick>(now.time_since_epoch() / tick); }

/// Whether a peer of whom nothing is heard is asked whether it lives.
enum class Heartbeat : unsigned char { off, on };

/// Whether a peer lives: it is asked when it has been silent for ping_every, and has pong_within to say anything. Plain
/// code without a clock. Its times are a tick too short for a ping and up to two ticks too long for an answer.
class Pulse {
 public:
  enum class Due : unsigned char {
    nothing,
    ping,     ///< send one
    silence,  ///< it did not answer: it is dead
  };

  /// `nth`: which one of its loop's sockets this is; decides when within the last fifth of ping_every it pings.
  Pulse(Heartbeat heartbeat, Instant now, std::uint64_t nth);

  void heard(Instant now) {
    since_ = tick_of(now);
    asked_ = false;
  }

  /// What is due, if this is asked at next().
  Due due(Instant now, const Stream& stream, const WebSocketOptions& options);
  /// Empty: never.
  std::optional<Tick> next(const WebSocketOptions& options) const;

 private:
  Tick since_ = 0;               // when it was heard, or asked
  std::uint32_t delivered_ = 0;  // when it was asked: the lower half of what had been delivered
  std::uint8_t spread_;
  Heartbeat heartbeat_;
  bool asked_ = false;
  bool on_its_way_ = false;  // when it was asked: whether something was not delivered
};

}  // namespace kotori::inline v0::websocket
