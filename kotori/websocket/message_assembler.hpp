#pragma once
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/frame_decoder.hpp"
#include "kotori/websocket/message.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>

namespace kotori::inline v0::websocket {

/// What a peer may make us hold. Each is exact: at the limit is well, one more is refused.
struct MessageLimits {
  std::size_t message_bytes = 64 * 1024;  ///< over it: 1009, told by a frame's head before its payload is read
  /// Frames with a payload of fewer than short_fragment bytes in one message; over it: 1008. Longer ones are as many as
  /// message_bytes lets them be.
  std::uint32_t fragments = 128;
  static constexpr std::size_t short_fragment = 64;

  /// How much a compressed message may be on the wire: what a poor compressor makes of message_bytes that cannot be
  /// compressed. Over it: 1009, as above; what it is inflated is message_bytes at most, too, and stops there.
  std::uint64_t compressed_bytes() const;
};

/// Frames to messages (RFC 6455 §5.4): joins fragments, lets control frames through between them, checks UTF-8 at the
/// earliest byte (§8.1) and what a close frame says (§5.5.1), inflates what is compressed (RFC 7692). Holds memory only
/// while something is unfinished: no more than has come in, rounded up to at most its double; if messages may be
/// compressed, also what Inflater holds. A message that comes plain and in one piece goes straight out.
class MessageAssembler {
 public:
  /// The limits outlive the assembler. `deflate`: how the peer compresses, if that was agreed on.
  MessageAssembler(const MessageLimits& limits, std::optional<DeflateSide> deflate);
  ~MessageAssembler();
  MessageAssembler(const MessageAssembler&) = delete;
  MessageAssembler& operator=(const MessageAssembler&) = delete;

  /// A frame begins. Gives what is wrong with that, if anything. With limits of its own, a message that it begins comes
  /// in pieces.
  std::optional<Broken> begin(const FrameHead& head, const MessageLimits* in_pieces = nullptr);

  /// Its payload goes on. Gives what became whole by it: a message, a control frame, or Broken.
  std::optional<Event> take(const FramePayload& payload);

  /// The message under way comes in pieces: what there is may be taken, and what take() gives as whole is the last.
  bool in_pieces() const;
  /// A piece, if there is so much of it that no more is to be held, or if there is any at all.
  std::optional<Message> take_piece(bool any);
  /// How many bytes may be given to the decoder until a piece is to be taken.
  std::size_t appetite() const;

  /// Forgets what is unfinished.
  void drop();

  bool idle() const;
  std::size_t held_bytes() const;

 private:
  struct Unfinished;

  bool in_message() const;
  Unfinished& unfinished();
  void open(Opcode opcode, bool compressed, const MessageLimits* in_pieces);
  void close();
  std::optional<Broken> inflate(const FramePayload& payload);
  std::optional<Event> take_data(const FramePayload& payload);
  std::optional<Event> take_control(const FramePayload& payload);

  const MessageLimits& limits_;
  std::unique_ptr<Unfinished> unfinished_;  // also there in between if messages may be compressed
};

}  // namespace kotori::inline v0::websocket
