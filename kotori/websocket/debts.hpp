#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/options.hpp"

#include <algorithm>
#include <cstdint>

namespace kotori::inline v0::websocket {

/// By when a peer has to do what it owes: finish what it began to say, take what it is sent, answer a goodbye. Plain
/// code without a clock: it is told what happens, and asked what is due. Its times are exact.
class Debts {
 public:
  enum class Due : unsigned char {
    nothing,
    unfinished,  ///< what it began to say is not whole
    undrained,   ///< it takes too little of what it is sent
    goodbye,     ///< close_time is over
  };
  /// While something waits to be sent, so much of it has to be delivered in each undrained_time.
  static constexpr std::uint64_t least_delivered = 64 * 1024;

  /// Something was begun that is not whole yet; only the first call after finished() counts.
  void begun(Instant now, const WebSocketOptions& options);
  void finished() { whole_by_ = never; }
  /// Something waits that the stream has no room for.
  void behind(Instant now, const Stream& stream, const WebSocketOptions& options);
  void drained() { drained_by_ = never; }
  /// We said goodbye: nothing but the answer matters any more.
  void closing(Instant now, const WebSocketOptions& options);

  /// What has to be done now, one thing at a time. It need not be asked before next().
  Due due(Instant now, const Stream& stream, const WebSocketOptions& options);
  Instant next() const { return std::min({whole_by_, drained_by_, answered_by_}); }
  bool none() const { return next() == never; }

 private:
  static constexpr Instant never = Instant::max();

  Instant whole_by_ = never;
  Instant drained_by_ = never;
  Instant answered_by_ = never;
  std::uint64_t delivered_before_ = 0;  // when this undrained_time began
};

}  // namespace kotori::inline v0::websocket
