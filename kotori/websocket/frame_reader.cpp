#include "kotori/websocket/frame_reader.hpp"

#include <utility>
#include <variant>

namespace kotori::inline v0::websocket {

std::optional<std::expected<Frame, Broken>> FrameReader::next(std::string_view& bytes) {
  const auto refuse = [&](const Broken& broken) {
    stop();
    bytes = {};
    return std::unexpected(broken);
  };
  while (const auto part = decoder_.next(bytes)) {
    if (const auto* broken = std::get_if<Broken>(&*part)) return refuse(*broken);
    if (const auto* head = std::get_if<FrameHead>(&*part)) {
      // Before the payload is read.
      if (!is_control(head->opcode) && head->length > most_bytes_)
        return refuse({CloseCode::too_big, "frame over the size limit"});
      continue;
    }
    const auto& payload = std::get<FramePayload>(*part);
    payload.append_to(payload_);
    if (!payload.last) continue;
    if (payload.opcode == Opcode::close) {
      decoder_.stop();
      bytes = {};
    }
    return Frame{.opcode = payload.opcode, .fin = payload.fin, .payload = std::exchange(payload_, {})};
  }
  return {};
}

}  // namespace kotori::inline v0::websocket
