#include "kotori/websocket/message_assembler.hpp"

#include "kotori/websocket/utf8.hpp"

#include <string>
#include <utility>

namespace kotori::websocket {

/// A message some of whose bytes are here, or a control frame of which the same is true, or one within the other.
struct MessageAssembler::Unfinished {
  bool in_message = false;
  MessageKind kind = MessageKind::text;
  Utf8Check utf8;
  std::uint32_t fragments = 0;
  std::string data;
  std::string control;
};

void MessageAssembler::Free::operator()(Unfinished* unfinished) const { delete unfinished; }

namespace {

Broken not_utf8() { return {CloseCode::invalid_payload, "text that is not UTF-8"}; }

MessageKind kind_of(Opcode opcode) { return opcode == Opcode::text ? MessageKind::text : MessageKind::binary; }

Event read_message(const FramePayload& payload) {
  Message message{.kind = kind_of(payload.opcode), .data = {}};
  payload.append_to(message.data);
  if (message.kind == MessageKind::text && !is_utf8(message.data)) return not_utf8();
  return message;
}

Event read_close(std::string_view payload) {
  if (payload.empty()) return Close{};
  if (payload.size() == 1) return Broken{CloseCode::protocol_error, "close frame with half a code"};
  const CloseCode code{
      static_cast<std::uint16_t>(static_cast<std::uint8_t>(payload[0]) << 8 | static_cast<std::uint8_t>(payload[1]))};
  if (!may_be_sent(code)) return Broken{CloseCode::protocol_error, "close code that may not be sent"};
  payload.remove_prefix(2);
  if (!is_utf8(payload)) return not_utf8();
  return Close{code, std::string(payload)};
}

Event read_control(Opcode opcode, std::string payload) {
  if (opcode == Opcode::ping) return Ping{std::move(payload)};
  if (opcode == Opcode::pong) return Pong{std::move(payload)};
  return read_close(payload);
}

}  // namespace

std::optional<Broken> MessageAssembler::begin(const FrameHead& head) {
  if (is_control(head.opcode)) return {};
  const bool continues = head.opcode == Opcode::continuation;
  if (continues && !in_message()) return Broken{CloseCode::protocol_error, "continuation of nothing"};
  if (!continues && in_message()) return Broken{CloseCode::protocol_error, "message within a message"};

  const std::size_t so_far = continues ? unfinished_->data.size() : 0;
  if (head.length > limits_.message_bytes - so_far) return Broken{CloseCode::too_big, "message over the size limit"};
  if (!continues && !head.fin) open(head.opcode);
  if (in_message() && ++unfinished_->fragments > limits_.fragments) {
    return Broken{CloseCode::policy_violation, "message in too many fragments"};
  }
  return {};
}

std::optional<Event> MessageAssembler::take(const FramePayload& payload) {
  return is_control(payload.opcode) ? take_control(payload) : take_data(payload);
}

std::optional<Event> MessageAssembler::take_data(const FramePayload& payload) {
  if (!in_message()) {
    if (payload.fin && payload.last) return read_message(payload);
    open(payload.opcode);
  }
  Unfinished& message = *unfinished_;
  const std::size_t checked = message.data.size();
  payload.append_to(message.data);
  if (message.kind == MessageKind::text && !message.utf8.accept(std::string_view(message.data).substr(checked))) {
    return not_utf8();
  }
  if (!payload.fin || !payload.last) return {};
  if (!message.utf8.complete()) return not_utf8();
  Message whole{.kind = message.kind, .data = std::move(message.data)};
  drop();
  return whole;
}

std::optional<Event> MessageAssembler::take_control(const FramePayload& payload) {
  const bool begun = unfinished_ && !unfinished_->control.empty();
  if (payload.last && !begun) {
    std::string whole;
    payload.append_to(whole);
    return read_control(payload.opcode, std::move(whole));
  }
  payload.append_to(unfinished().control);
  if (!payload.last) return {};
  std::string whole = std::exchange(unfinished_->control, {});
  if (!in_message()) drop();
  return read_control(payload.opcode, std::move(whole));
}

bool MessageAssembler::in_message() const { return unfinished_ && unfinished_->in_message; }

MessageAssembler::Unfinished& MessageAssembler::unfinished() {
  if (!unfinished_) unfinished_.reset(new Unfinished);
  return *unfinished_;
}

void MessageAssembler::open(Opcode opcode) {
  unfinished().in_message = true;
  unfinished().kind = kind_of(opcode);
}

std::size_t MessageAssembler::held_bytes() const {
  return unfinished_ ? sizeof(Unfinished) + unfinished_->data.capacity() + unfinished_->control.capacity() : 0;
}

}  // namespace kotori::websocket
