#include "kotori/websocket/message_assembler.hpp"

#include "kotori/websocket/inflater.hpp"
#include "kotori/websocket/utf8.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace kotori::inline v0::websocket {

/// A message some of whose bytes are here, or a control frame of which the same is true, or one within the other.
struct MessageAssembler::Unfinished {
  bool in_message = false;
  bool compressed = false;
  bool in_pieces = false;
  MessageKind kind = MessageKind::text;
  Utf8Check utf8;
  std::uint32_t fragments = 0;  // the short ones
  std::uint64_t wire_bytes = 0;
  std::size_t given = 0;  // bytes, in pieces
  MessageLimits limits;
  std::string data;
  std::string control;
  std::unique_ptr<Inflater> inflater;  // if messages may be compressed; else all of this goes once it is finished
};

namespace {

/// As much as is held of a message that comes in pieces, and as much as may be inflated at once without looking at how
/// much it has become: that is at most a thousand times as long.
constexpr std::size_t piece_bytes = 64 * 1024;
constexpr std::size_t compressed_step = 63;

Broken too_big() { return {CloseCode::too_big, "message over the size limit"}; }
Broken not_utf8() { return {CloseCode::invalid_payload, "text that is not UTF-8"}; }

MessageKind kind_of(Opcode opcode) { return opcode == Opcode::text ? MessageKind::text : MessageKind::binary; }

Event read_message(const FramePayload& payload) {
  Message message{.kind = kind_of(payload.opcode), .data = {}};
  payload.append_to(message.data);
  if (message.kind == MessageKind::text && !is_utf8(message.data)) return not_utf8();
  return message;
}

Event read_control(Opcode opcode, std::string payload) {
  if (opcode == Opcode::ping) return Ping{std::move(payload)};
  if (opcode == Opcode::pong) return Pong{std::move(payload)};
  auto close = read_close(payload);
  if (!close) return close.error();
  return std::move(*close);
}

}  // namespace

std::uint64_t MessageLimits::compressed_bytes() const {
  const auto bytes = std::min(message_bytes, std::size_t{1} << 60);
  return bytes + bytes / 8 + 1024;
}

MessageAssembler::MessageAssembler(const MessageLimits& limits, std::optional<DeflateSide> deflate) : limits_(limits) {
  if (deflate) unfinished().inflater = std::make_unique<Inflater>(*deflate);
}
MessageAssembler::~MessageAssembler() = default;
void MessageAssembler::drop() { unfinished_.reset(); }

std::optional<Broken> MessageAssembler::begin(const FrameHead& head, const MessageLimits* in_pieces) {
  if (is_control(head.opcode)) return {};
  const bool continues = head.opcode == Opcode::continuation;
  if (continues && !in_message()) return Broken{CloseCode::protocol_error, "continuation of nothing"};
  if (!continues && in_message()) return Broken{CloseCode::protocol_error, "message within a message"};

  const bool compressed = continues ? unfinished_->compressed : (head.rsv & rsv1) != 0;
  if (!continues && (!head.fin || compressed || in_pieces)) open(head.opcode, compressed, in_pieces);
  const auto& limits = in_message() ? unfinished_->limits : limits_;
  const std::uint64_t most = compressed ? limits.compressed_bytes() : limits.message_bytes;
  const std::uint64_t so_far = in_message() ? unfinished_->wire_bytes : 0;
  if (head.length > most - so_far) return too_big();
  if (!in_message()) return {};
  unfinished_->wire_bytes += head.length;
  if (head.length < MessageLimits::short_fragment && ++unfinished_->fragments > limits.fragments)
    return Broken{CloseCode::policy_violation, "message in too many fragments"};
  return {};
}

std::optional<Event> MessageAssembler::take(const FramePayload& payload) {
  return is_control(payload.opcode) ? take_control(payload) : take_data(payload);
}

std::optional<Event> MessageAssembler::take_data(const FramePayload& payload) {
  if (!in_message()) {
    if (payload.fin && payload.last) return read_message(payload);
    open(payload.opcode, false, nullptr);
  }
  Unfinished& message = *unfinished_;
  const std::size_t checked = message.data.size();
  std::optional<Broken> broken;
  if (message.compressed) {
    broken = inflate(payload);
  } else {
    payload.append_to(message.data);
  }
  // What comes before a fault is looked at first, so that cutting the bytes elsewhere changes nothing.
  const auto news = std::string_view(message.data).substr(checked);
  if (message.kind == MessageKind::text && !message.utf8.accept(news)) return not_utf8();
  if (broken) return *broken;
  if (!payload.fin || !payload.last) return {};
  if (!message.utf8.complete()) return not_utf8();
  Message whole{.kind = message.kind, .data = std::move(message.data)};
  close();
  return whole;
}

std::optional<Broken> MessageAssembler::inflate(const FramePayload& payload) {
  auto& inflater = *unfinished_->inflater;
  auto& data = unfinished_->data;
  const auto most = unfinished_->limits.message_bytes - unfinished_->given;
  std::string piece;
  payload.append_to(piece);
  auto outcome = inflater.take(piece, data, most);
  if (outcome == Inflater::Outcome::good && payload.fin && payload.last) outcome = inflater.finish(data, most);
  if (outcome == Inflater::Outcome::too_long) return too_big();
  if (outcome == Inflater::Outcome::not_deflate)
    return Broken{CloseCode::invalid_payload, "compressed message that is broken"};
  return {};
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
  if (!in_message()) close();
  return read_control(payload.opcode, std::move(whole));
}

bool MessageAssembler::in_message() const { return unfinished_ && unfinished_->in_message; }

MessageAssembler::Unfinished& MessageAssembler::unfinished() {
  if (!unfinished_) unfinished_ = std::make_unique<Unfinished>();
  return *unfinished_;
}

bool MessageAssembler::in_pieces() const { return in_message() && unfinished_->in_pieces; }

std::optional<Message> MessageAssembler::take_piece(bool any) {
  auto& message = *unfinished_;
  if (message.data.size() < (any ? 1 : piece_bytes)) return {};
  message.given += message.data.size();
  return Message{.kind = message.kind, .data = std::exchange(message.data, {})};
}

std::size_t MessageAssembler::appetite() const {
  return unfinished_->compressed ? compressed_step : piece_bytes - unfinished_->data.size();
}

void MessageAssembler::open(Opcode opcode, bool compressed, const MessageLimits* in_pieces) {
  auto& message = unfinished();
  message.in_message = true;
  message.compressed = compressed;
  message.in_pieces = in_pieces != nullptr;
  message.kind = kind_of(opcode);
  message.limits = in_pieces ? *in_pieces : limits_;
}

/// Nothing is unfinished any more.
void MessageAssembler::close() {
  if (!unfinished_->inflater) return drop();
  *unfinished_ = Unfinished{.inflater = std::move(unfinished_->inflater)};
}

bool MessageAssembler::idle() const { return !unfinished_ || (!in_message() && unfinished_->control.empty()); }

std::size_t MessageAssembler::held_bytes() const {
  if (!unfinished_) return 0;
  return sizeof(Unfinished) + unfinished_->data.capacity() + unfinished_->control.capacity() +
         (unfinished_->inflater ? sizeof(Inflater) + unfinished_->inflater->held_bytes() : 0);
}

}  // namespace kotori::inline v0::websocket
