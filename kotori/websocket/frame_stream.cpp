#include "kotori/websocket/frame_stream.hpp"

#include <stdexcept>
#include <utility>

namespace kotori::inline v0 {

FrameStream::FrameStream(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early)
    : Connection(role, stream, options, websocket::Heartbeat::off, early),
      reader_(role, options.message.message_bytes) {
  begin();
}

void FrameStream::take(std::string_view& bytes) {
  auto frame = reader_.next(bytes);
  if (frame) finished_saying();
  if (!frame) return;
  if (!*frame) return peer_breaks(frame->error());
  frame_ = std::move(**frame);
  if (frame_->opcode == Opcode::close) peer_closes(websocket::read_close(frame_->payload).value_or(websocket::Close{}));
}

std::optional<Frame> FrameStream::take_frame() {
  if (closed()) return std::nullopt;
  return std::exchange(frame_, std::nullopt);
}

void FrameStream::send(const Frame& frame) {
  if (websocket::is_control(frame.opcode) && (!frame.fin || frame.payload.size() > websocket::max_control_payload))
    throw std::length_error("a control frame is final and has at most 125 bytes");
  if (!is_open()) return;
  if (frame.opcode != Opcode::close) return outbox_.send_frame(frame.opcode, frame.fin, frame.payload);
  const auto goodbye = websocket::read_close(frame.payload).value_or(websocket::Close{});
  ends(Ending::By::us, goodbye.code, goodbye.reason);
  outbox_.close(frame.payload);
  await_answer();
}

}  // namespace kotori::inline v0
