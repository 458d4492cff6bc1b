#pragma once
#include "kotori/websocket/frame_decoder.hpp"
#include "kotori/websocket/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace kotori::websocket {

/// What a peer may make us hold. Each is exact: at the limit is well, one more is refused.
struct MessageLimits {
  std::size_t message_bytes = 64 * 1024;  ///< over it: 1009, told by a frame's head before its payload is read
  std::uint32_t fragments = 128;          ///< frames in one message; over it: 1008
};

/// Frames to messages (RFC 6455 §5.4): joins fragments, lets control frames through between them, checks UTF-8 at the
/// earliest byte (§8.1) and what a close frame says (§5.5.1). Holds memory only while something is unfinished: no more
/// than has come in, rounded up to at most its double. A message that comes in one piece goes straight out.
class MessageAssembler {
 public:
  /// The limits outlive the assembler.
  explicit MessageAssembler(const MessageLimits& limits) : limits_(limits) {}
  MessageAssembler(const MessageAssembler&) = delete;
  MessageAssembler& operator=(const MessageAssembler&) = delete;

  /// A frame begins. Gives what is wrong with that, if anything.
  std::optional<Broken> begin(const FrameHead& head);

  /// Its payload goes on. Gives what became whole by it: a message, a control frame, or Broken.
  std::optional<Event> take(const FramePayload& payload);

  /// Forgets what is unfinished.
  void drop() { unfinished_.reset(); }

  bool idle() const { return unfinished_ == nullptr; }
  std::size_t held_bytes() const;

 private:
  struct Unfinished;
  struct Free {
    void operator()(Unfinished* unfinished) const;
  };

  bool in_message() const;
  Unfinished& unfinished();
  void open(Opcode opcode);
  std::optional<Event> take_data(const FramePayload& payload);
  std::optional<Event> take_control(const FramePayload& payload);

  const MessageLimits& limits_;
  std::unique_ptr<Unfinished, Free> unfinished_;
};

}  // namespace kotori::websocket
