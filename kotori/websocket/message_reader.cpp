#include "kotori/websocket/message_reader.hpp"

#include "kotori/base/match.hpp"

#include <variant>

namespace kotori::inline v0::websocket {

FrameDecoder MessageReader::decoder() const { return half_read_ ? *half_read_ : FrameDecoder{role_, permitted_rsv_}; }

void MessageReader::keep(const FrameDecoder& decoder) {
  if (stopped_ || decoder.between_frames()) {
    half_read_.reset();
  } else if (half_read_) {
    *half_read_ = decoder;
  } else {
    half_read_ = std::make_unique<FrameDecoder>(decoder);
  }
}

std::optional<Event> MessageReader::next(std::string_view& bytes) {
  if (in_pieces()) return next_piece(bytes, default_message_limits);
  if (stopped_) bytes = {};
  std::optional<Event> event;
  auto decoder = this->decoder();
  while (!event && !stopped_) {
    const auto part = decoder.next(bytes);
    if (!part) break;
    event = take(*part, nullptr, bytes);
  }
  keep(decoder);
  return event;
}

std::optional<Event> MessageReader::next_piece(std::string_view& bytes, const MessageLimits& limits) {
  if (stopped_) bytes = {};
  std::optional<Event> event;
  auto decoder = this->decoder();
  for (bool more = !stopped_; !event && more;) {
    auto some = in_pieces() ? bytes.substr(0, assembler_.appetite()) : bytes;
    const auto offered = some.size();
    const auto part = decoder.next(some);
    bytes.remove_prefix(offered - some.size());
    if (part) event = take(*part, &limits, bytes);
    if (!event && in_pieces()) event = assembler_.take_piece(bytes.empty() || decoder.between_frames());
    more = part || !bytes.empty();
  }
  keep(decoder);
  return event;
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
  stopped_ = true;
  half_read_.reset();
  assembler_.drop();
}

bool MessageReader::data_comes_next(std::string_view bytes) const {
  if (half_read_) return half_read_->in_data_frame();
  return !bytes.empty() && !is_control(Opcode(bytes[0] & 0x0F));
}

}  // namespace kotori::inline v0::websocket
