#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/websocket/message_assembler.hpp"

#include <cstddef>
#include <cstdint>

namespace kotori::inline v0 {

/// How many messages a peer may send, see WebSocketOptions::messages.
struct MessageRate {
  enum class Beyond : std::uint8_t {
    wait,   ///< they stay unread until they may come, so that the peer's queue fills, not ours
    close,  ///< 1008
  };
  std::uint32_t a_second = 0;  ///< on the long run; 0: any number
  std::uint32_t at_once = 0;   ///< 0: as many as a second
  Beyond beyond = Beyond::wait;
};

/// What one connection may cost, and how long its peer may take. One struct serves many connections and outlives them.
/// No time is without end but by saying Duration::max().
struct WebSocketOptions {
  websocket::MessageLimits message;
  /// From the first byte of a message, or of a frame, to its last; over it: 1008. Who raises message_bytes may want to
  /// raise this. Of a message that is taken in pieces: for each that is asked for.
  Duration message_time = std::chrono::seconds{30};
  /// Of what a peer says to a WebSocket; each counts once, in however many fragments or pieces. Frames of a FrameStream
  /// are not counted.
  MessageRate messages;
  std::uint32_t control_frames = 100;  ///< pings and pongs a second, and as many at once; over it: 1008

  std::size_t outbox_bytes = 1024 * 1024;  ///< unsent bytes; over it the peer is closed with CloseCode::slow_reader
  /// While something waits to be sent the peer must take 64 KiB of it, or all of it, in each so long; else it is closed
  /// likewise.
  Duration undrained_time = std::chrono::seconds{30};
  std::size_t compress_from =
      1024;  ///< bytes of a message; shorter ones go plain, also where compression was agreed on

  /// A peer of whom nothing is heard for so long is sent a ping. Up to a fifth earlier, so that those who fell silent
  /// together are not all asked at once. Zero: never.
  Duration ping_every = std::chrono::seconds{25};
  /// Anything it says until then will do. Else it is dead, and the conversation ends as CloseCode::abnormal.
  Duration pong_within = std::chrono::seconds{8};
  Duration close_time = std::chrono::seconds{5};  ///< for the peer to answer a close frame and to read what was sent
};

}  // namespace kotori::inline v0
