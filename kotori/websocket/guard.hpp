#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/options.hpp"

#include <cstdint>

namespace kotori::websocket {

/// So many of something a second, and as many at once.
class Pace {
 public:
  /// Counts one more. False: that is one too many.
  bool allows(Instant now, std::uint32_t a_second);

 private:
  Instant even_at_{};  // when all that was counted would have come at an even pace
};

/// Whether a peer of whom nothing is heard is asked whether it lives.
enum class Heartbeat : unsigned char { off, on };

/// By when a peer has to do what it owes: say something, finish what it began to say, take what it is sent, answer a
/// goodbye. Plain code without a clock: it is told what happens, and asked what is due.
class Guard {
 public:
  enum class Due : unsigned char {
    nothing,
    ping,        ///< send one; the peer has pong_within to say anything
    silence,     ///< it said nothing: it is dead
    unfinished,  ///< what it began to say is not whole
    undrained,   ///< it takes too little of what it is sent
    goodbye,     ///< close_time is over
  };
  /// While something waits to be sent, so much of it has to be delivered in each undrained_time.
  static constexpr std::uint64_t least_delivered = 64 * 1024;

  /// `nth`: which one of its loop's sockets this is; decides when within the last fifth of ping_every it pings.
  Guard(const WebSocketOptions& options, Heartbeat heartbeat, Instant now, std::uint64_t nth);

  void heard(Instant now);
  /// Something was begun that is not whole yet; only the first call after finished() counts.
  void begun(Instant now);
  void finished() { whole_by_ = never; }
  /// Something waits that the stream has no room for.
  void behind(Instant now, const Stream& stream);
  void drained() { drained_by_ = never; }
  /// We said goodbye: nothing but the answer matters any more.
  void closing(Instant now);
  /// Nothing matters any more.
  void ended();

  /// Whether one more ping or pong may come.
  bool allows_control(Instant now) { return control_.allows(now, options_.control_frames); }

  /// What has to be done now, one thing at a time. It need not be asked before next().
  Due due(Instant now, const Stream& stream);
  Instant next() const;

 private:
  static constexpr Instant never = Instant::max();
  enum class Awaits : unsigned char { word, answer, goodbye };

  Due silence_due(Instant now, const Delivery& delivery);
  Due undrained_due(Instant now, const Delivery& delivery);
  Duration until_ping() const;

  const WebSocketOptions& options_;
  Instant peer_by_ = never;  // for what it awaits
  Instant whole_by_ = never;
  Instant drained_by_ = never;
  std::uint64_t delivered_before_ = 0;  // when this undrained_time began
  Pace control_;
  std::uint32_t delivered_at_look_ = 0;  // the lower half of it, when last looked whether the peer answers
  bool on_its_way_at_look_ = false;      // whether something was not delivered then
  Heartbeat heartbeat_;
  std::uint8_t spread_;
  Awaits awaits_ = Awaits::word;
};

}  // namespace kotori::websocket
