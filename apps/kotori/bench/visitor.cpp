#include "apps/kotori/bench/visitor.hpp"

#include "kotori/base/match.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <utility>

namespace bench {
using namespace kotori;
using websocket::Opcode;

namespace {
/// Any mask is as much work for the server as any other.
constexpr websocket::MaskKey key{0x37, 0xfa, 0x21, 0x3d};
}  // namespace

Visitor::Visitor(std::uint32_t number, Entered entered, Listener& listener)
    : number_(number),
      stream_(std::move(entered.stream)),
      listener_(listener),
      inflation_(entered.inflation),
      decoder_(websocket::Role::client, entered.deflate ? websocket::rsv1 : std::uint8_t{0}) {
  stream_->set_listener(this);
  hear(entered.early);
}

Visitor::~Visitor() { stream_->set_listener(nullptr); }

void Visitor::say(std::string_view text) { say(Opcode::text, text); }

void Visitor::leave() { say(Opcode::close, websocket::close_payload(CloseCode::normal)); }

void Visitor::say(Opcode opcode, std::string_view payload) {
  if (lost_) return;
  websocket::append_frame(unsent_, opcode, payload, key);
  Loop::current()->at_turn_end(*this, 1);
}

void Visitor::flush() {
  if (lost_ || unsent_.empty() || !stream_->may_write()) return;
  const auto sent = stream_->write(unsent_);
  if (sent.stream != Transfer::Stream::open) return lose("the connection was reset");
  unsent_.erase(0, sent.bytes);
}

void Visitor::on_stream_ready() {
  flush();
  while (!lost_ && stream_->may_read()) {
    const auto buffer = Loop::current()->scratch();
    const auto got = stream_->read(buffer);
    hear({buffer.data(), got.bytes});
    if (got.stream != Transfer::Stream::open) lose("the server ended the connection");
  }
}

void Visitor::hear(std::string_view bytes) {
  const auto now = std::chrono::steady_clock::now();
  while (!lost_) {
    const auto part = decoder_.next(bytes);
    if (!part) return;
    match(
        *part,
        [&](const websocket::FrameHead& head) {
          if (head.opcode == Opcode::text || head.opcode == Opcode::binary) compressed_ = head.rsv != 0;
        },
        [&](const websocket::FramePayload& payload) { hear(payload, now); },
        [&](const websocket::Broken& broken) { lose(broken.reason); });
  }
}

void Visitor::hear(const websocket::FramePayload& payload, Instant now) {
  if (payload.opcode == Opcode::ping) return say(Opcode::pong, payload.masked_bytes);
  if (payload.opcode == Opcode::close && !payload.masked_bytes.empty()) return say(Opcode::close, payload.masked_bytes);
  if (is_control(payload.opcode)) return;
  // Servers do not mask.
  if (payload.fin && payload.last && unfinished_.empty()) return hear_message(payload.masked_bytes, now);
  unfinished_ += payload.masked_bytes;
  if (payload.fin && payload.last) hear_message(std::exchange(unfinished_, {}), now);
}

void Visitor::hear_message(std::string_view message, Instant now) {
  if (!compressed_) return listener_.on_message(*this, message, now);
  const auto inflated = inflation_.inflate(message);
  if (!inflated) return lose("the server sent what is not deflate");
  listener_.on_message(*this, *inflated, now);
}

void Visitor::lose(std::string_view why) {
  if (!std::exchange(lost_, true)) listener_.on_lost(*this, why);
}

}  // namespace bench
