#pragma once
#include "kotori/websocket/frame_decoder.hpp"

#include <cstddef>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0::websocket {

/// One frame as it was on the wire (RFC 6455 §5.2), without its mask. A fragment of a message is not final, and the
/// next ones are continuations; what belongs together is up to who reads.
struct Frame {
  Opcode opcode = Opcode::text;
  bool fin = true;
  std::string payload;  ///< of a text: not checked to be UTF-8. Of a close frame: see read_close() and close_payload().
  bool operator==(const Frame&) const = default;
};

/// Bytes to whole frames, without I/O. Each frame stands for itself: what FrameDecoder refuses is refused, and what is
/// too long, but no order among them is looked at.
class FrameReader {
 public:
  FrameReader(Role role, std::size_t most_bytes) : decoder_(role), most_bytes_(most_bytes) {}

  /// Takes bytes from the front of `bytes`, cut anywhere, up to the end of the next frame. Empty: all of them were
  /// taken. After a close frame and Broken everything that comes is dropped unread.
  std::optional<std::expected<Frame, Broken>> next(std::string_view& bytes);

  /// From now on drops everything unread, as after Broken.
  void stop() {
    decoder_.stop();
    payload_ = {};
  }

  /// Nothing is half read.
  bool between_frames() const { return decoder_.between_frames(); }

 private:
  FrameDecoder decoder_;
  std::size_t most_bytes_;
  std::string payload_;  // of the frame that is half read
};

}  // namespace kotori::inline v0::websocket
