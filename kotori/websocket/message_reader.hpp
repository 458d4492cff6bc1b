#pragma once
#include "kotori/websocket/frame_decoder.hpp"
#include "kotori/websocket/message.hpp"
#include "kotori/websocket/message_assembler.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

namespace kotori::inline v0::websocket {

inline constexpr MessageLimits default_message_limits{};

/// Bytes to messages, without I/O: what a connection knows of the peer's half of the conversation.
///
///     while (auto event = reader.next(bytes)) ...;   // one event at a time; `bytes` keeps what is not yet taken
class MessageReader {
 public:
  /// The limits outlive the reader; many readers share one. `deflate`: how the peer compresses, if that was agreed on.
  explicit MessageReader(Role role, const MessageLimits& limits = default_message_limits,
                         std::optional<DeflateSide> deflate = {})
      : assembler_(limits, deflate), role_(role), permitted_rsv_(deflate ? rsv1 : 0) {}
  MessageReader(Role, const MessageLimits&&, std::optional<DeflateSide> = {}) = delete;

  /// Takes bytes from the front of `bytes`, cut anywhere, up to the end of the next event. Empty: all of them were
  /// taken. The bytes need to live only during the call. After Close and Broken everything that comes is dropped unread
  /// (§5.5.1).
  std::optional<Event> next(std::string_view& bytes);

  /// Likewise, but a message that begins now comes in pieces, to its end, whichever is called then: each a Message of
  /// at most 128 KiB, cut anywhere; what text has come is the beginning of UTF-8. in_pieces() is false behind the
  /// last, which may be empty. The limits are for this message.
  std::optional<Event> next_piece(std::string_view& bytes, const MessageLimits& limits);
  /// A message that comes in pieces has not come to its last.
  bool in_pieces() const { return assembler_.in_pieces(); }

  /// From now on drops everything unread, as after Broken.
  void stop();

  /// What comes next is of a data frame: because one is half read, or because `bytes` begin with one.
  bool data_comes_next(std::string_view bytes) const;

  /// Nothing is half read: no frame, no message, no memory held. Peers that stay otherwise for long are to be closed.
  bool idle() const { return !half_read_ && assembler_.idle(); }

  /// The memory held for what is unfinished.
  std::size_t held_bytes() const { return assembler_.held_bytes(); }

 private:
  std::optional<Event> take(const FramePart& part, const MessageLimits* in_pieces, std::string_view& bytes);

  FrameDecoder decoder() const;
  void keep(const FrameDecoder& decoder);

  std::unique_ptr<FrameDecoder> half_read_;  // of a frame some of which is here
  MessageAssembler assembler_;
  Role role_;
  std::uint8_t permitted_rsv_;
  bool stopped_ = false;
};

static_assert(sizeof(MessageReader) <= 32, "each idle connection holds one");

}  // namespace kotori::inline v0::websocket
