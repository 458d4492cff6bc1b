#include "kotori/websocket/message_reader.hpp"

#include "kotori/base/match.hpp"

#include <variant>

namespace kotori::websocket {

std::optional<Event> MessageReader::next(std::string_view& bytes) {
  if (in_pieces()) return next_piece(bytes, default_message_limits);
  while (const auto part = decoder_.next(bytes))
    if (auto event = take(*part, nullptr, bytes)) return event;
  return {};
}

std::optional<Event> MessageReader::next_piece(std::string_view& bytes, const MessageLimits& limits) {
  for (;;) {
    auto some = in_pieces() ? bytes.substr(0, assembler_.appetite()) : bytes;
    const auto offered = some.size();
    const auto part = decoder_.next(some);
    bytes.remove_prefix(offered - some.size());
    if (part)
      if (auto event = take(*part, &limits, bytes)) return event;
    if (in_pieces())
      if (auto piece = assembler_.take_piece(bytes.empty() || decoder_.between_frames())) return piece;
    if (!part && bytes.empty()) return {};
  }
}

std::optional<Event> MessageReader::take(const FramePart& part, const MessageLimits* in_pieces,
                                         std::string_view& bytes) {
  auto event = match(
      part, [&](const FrameHead& head) -> std::optional<Event> { return assembler_.begin(head, in_pieces); },
      [&](const FramePayload& payload) { return assembler_.take(payload); },
      [](const Broken& broken) -> std::optional<Event> { return broken; });
  if (event && (std::holds_alternative<Close>(*event) || std::holds_alternative<Broken>(*event))) {
    stop();
    bytes = {};
  }
  return event;
}

void MessageReader::stop() {
  decoder_.stop();
  assembler_.drop();
}

bool MessageReader::data_comes_next(std::string_view bytes) const {
  if (decoder_.in_data_frame()) return true;
  return decoder_.between_frames() && !bytes.empty() && !is_control(Opcode(bytes[0] & 0x0F));
}

}  // namespace kotori::websocket
