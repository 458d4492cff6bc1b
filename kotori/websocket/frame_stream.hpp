#pragma once
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/frame_reader.hpp"

#include <coroutine>
#include <memory>
#include <optional>
#include <string_view>

namespace kotori::inline v0 {

using websocket::Frame;
using websocket::Opcode;

/// A conversation frame by frame (RFC 6455 §5), for those who test clients, pass frames on, or join messages their own
/// way. What comes is given as it was on the wire: nothing is joined, nothing answered, nothing compressed, and no text
/// checked. A ping and a close frame wait for the handler's answer. It belongs to one loop.
///
/// What no frame can be is refused still, and ends the conversation: an unmasked client's frame, reserved bits, an
/// unknown opcode, a length not in its shortest form, a control frame that is long or not final (all 1002), a payload
/// over WebSocketOptions::message.message_bytes (1009), and a frame that is not whole within message_time (1008). A
/// peer that is silent is not pinged and not given up: that is the handler's.
///
/// When the server stops, the peer is sent 1012 unless it was sent a close frame before. When the handler returns
/// without having sent one, the peer's own code goes back, or 1000.
class FrameStream final : public websocket::Connection {
 public:
  /// See WebSocket's constructor.
  FrameStream(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early = {});

  class Receive;
  /// co_await frames.receive(): the next frame; empty behind the peer's close frame, once the peer has gone or sent
  /// what is no frame, close() was called or the server stops. One coroutine at a time may receive.
  Receive receive();

  /// Sends one frame, a fragment too. It leaves at the end of the loop's turn, in order. After a close frame, and once
  /// the peer has gone, it is dropped; what the peer still sends is received, for options.close_time. Nothing is
  /// checked but that a control frame is final and has at most 125 bytes: else throws std::length_error.
  void send(const Frame& frame);

 private:
  void take(std::string_view& bytes) override;
  bool has_received() const override { return frame_.has_value(); }
  bool holds_back(std::string_view) const override { return false; }
  void pass_over() override { frame_.reset(); }
  bool half_said() const override { return !reader_.between_frames(); }
  void stop_reading() override { reader_.stop(); }
  std::optional<Frame> take_frame();

  websocket::FrameReader reader_;
  std::optional<Frame> frame_;  // received and not yet taken
};

/// See FrameStream::receive().
class FrameStream::Receive {
 public:
  explicit Receive(FrameStream& frames) : frames_(frames) {}
  bool await_ready() { return frames_.has_received_or_end(); }
  void await_suspend(std::coroutine_handle<> caller) { frames_.resume_then(caller); }
  std::optional<Frame> await_resume() { return frames_.take_frame(); }

 private:
  FrameStream& frames_;
};

inline FrameStream::Receive FrameStream::receive() { return Receive{*this}; }

}  // namespace kotori::inline v0
