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

Visitor::Visitor(std::uint32_t number, std::unique_ptr<Stream> stream, std::string_view early, Listener& listener)
    : number_(number), stream_(std::move(stream)), listener_(listener) {
  stream_->set_listener(this);
  hear(early);
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
        *part, [](const websocket::FrameHead&) {}, [&](const websocket::FramePayload& payload) { hear(payload, now); },
        [&](const websocket::Broken& broken) { lose(broken.reason); });
  }
}

void Visitor::hear(const websocket::FramePayload& payload, Instant now) {
  if (payload.opcode == Opcode::ping) return say(Opcode::pong, payload.masked_bytes);
  if (payload.opcode == Opcode::close && !payload.masked_bytes.empty()) return say(Opcode::close, payload.masked_bytes);
  if (is_control(payload.opcode)) return;
  // Servers do not mask.
  if (payload.fin && payload.last && unfinished_.empty()) return listener_.on_message(*this, payload.masked_bytes, now);
  unfinished_ += payload.masked_bytes;
  if (payload.fin && payload.last) listener_.on_message(*this, std::exchange(unfinished_, {}), now);
}

void Visitor::lose(std::string_view why) {
  if (!std::exchange(lost_, true)) listener_.on_lost(*this, why);
}

}  // namespace bench
