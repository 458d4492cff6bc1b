#pragma once
#include "kotori/websocket/frame_decoder.hpp"
#include "kotori/websocket/message.hpp"
#include "kotori/websocket/message_assembler.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace kotori::websocket {

inline constexpr MessageLimits default_message_limits{};

/// Bytes to messages, without I/O: what a connection knows of the peer's half of the conversation.
///
///     while (auto event = reader.next(bytes)) ...;   // one event at a time; `bytes` keeps what is not yet taken
class MessageReader {
 public:
  /// The limits outlive the reader; many readers share one. `deflate`: how the peer compresses, if that was agreed on.
  explicit MessageReader(Role role, const MessageLimits& limits = default_message_limits,
                         std::optional<DeflateSide> deflate = {})
      : decoder_(role, deflate ? rsv1 : 0), assembler_(limits, deflate) {}
  MessageReader(Role, const MessageLimits&&, std::optional<DeflateSide> = {}) = delete;

  /// Takes bytes from the front of `bytes`, cut anywhere, up to the end of the next event. Empty: all of them were
  /// taken. The bytes need to live only during the call. After Close and Broken everything that comes is dropped unread
  /// (§5.5.1).
  std::optional<Event> next(std::string_view& bytes);

  /// From now on drops everything unread, as after Broken.
  void stop();

  /// Nothing is half read: no frame, no message, no memory held. Peers that stay otherwise for long are to be closed.
  bool idle() const { return decoder_.between_frames() && assembler_.idle(); }

  /// The memory held for what is unfinished.
  std::size_t held_bytes() const { return assembler_.held_bytes(); }

 private:
  FrameDecoder decoder_;
  MessageAssembler assembler_;
};

static_assert(sizeof(MessageReader) <= 48, "each idle connection holds one");

}  // namespace kotori::websocket
