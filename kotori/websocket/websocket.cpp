#include "kotori/websocket/websocket.hpp"

#include "kotori/base/match.hpp"
#include "kotori/websocket/address_book.hpp"
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <utility>

namespace kotori {
namespace {
/// A peer that sends without pause gets this much of a turn, so that others get theirs.
constexpr std::uint16_t reads_a_turn = 4;
constexpr std::uint16_t messages_a_turn = 256;

std::optional<websocket::DeflateSide> peers_side(websocket::Role role,
                                                 const std::optional<websocket::DeflateTerms>& deflate) {
  if (!deflate) return {};
  return deflate->side(role == websocket::Role::server ? websocket::Role::client : websocket::Role::server);
}

Instant now() { return Loop::current()->now(); }
websocket::Counters& counters() { return Loop::current()->local<websocket::Counters>(); }
}  // namespace

WebSocket::WebSocket(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early,
                     const std::optional<websocket::DeflateTerms>& deflate)
    : stream_(stream),
      guard_(options, now(), counters().opened.value()),
      reader_(role, options.message, peers_side(role, deflate)),
      outbox_(role, stream, *this, options.outbox_bytes) {
  counters().opened.add(1);
  counters().open.add(1);
  if (!early.empty()) remainder_ = std::make_unique<Remainder>(std::string{early});
  if (deflate) outbox_.compress(deflate->side(role).window_bits, options.compress_from);
  stream_.set_listener(this);
  watch();
  // What came with the handshake is not told again.
  look_ahead();
}

WebSocket::~WebSocket() {
  stream_.set_listener(nullptr);
  counters().open.subtract(1);
  if (address_) Loop::current()->local<AddressBook>().remove(address_);
}

void WebSocket::on_stream_ready() {
  if (stream_.may_write()) outbox_.flush();
  look_ahead();
}

bool WebSocket::has_message_or_end() {
  if (close_sent_) return true;
  look_ahead();
  if (!message_) return peer_ended_;
  if (may_in_this_turn(messages_, messages_a_turn)) return true;
  go_on_next_turn();
  return false;
}

bool WebSocket::may_in_this_turn(std::uint16_t& count, std::uint16_t most) {
  const auto turn = Loop::current()->turn();
  if (std::exchange(turn_, turn) != turn) reads_ = messages_ = 0;
  if (count == most) return false;
  ++count;
  return true;
}

std::optional<Message> WebSocket::take_message() {
  only_text_ = false;
  if (close_sent_) return std::nullopt;
  return std::exchange(message_, std::nullopt);
}

std::optional<std::string> WebSocket::ReceiveText::await_resume() {
  if (auto message = socket_.take_message()) return std::move(message->data);
  return std::nullopt;
}

/// Reads on until one message waits to be taken, even while nobody receives: so a peer's close or loss is noticed.
void WebSocket::look_ahead() {
  if (message_ && only_text_ && message_->kind != MessageKind::text) message_.reset();
  while (!message_ && !peer_ended_) {
    if (remainder_) {
      auto remainder = std::move(remainder_);
      auto bytes = std::string_view{remainder->bytes}.substr(remainder->taken);
      take_events(bytes);
      remainder->taken = remainder->bytes.size() - bytes.size();
      if (!bytes.empty() && !peer_ended_) remainder_ = std::move(remainder);
    } else if (!read_more()) {
      return;
    }
  }
  wake_receiver();
}

bool WebSocket::read_more() {
  if (!stream_.may_read()) return false;
  if (!may_in_this_turn(reads_, reads_a_turn)) {
    go_on_next_turn();
    return false;
  }
  const auto buffer = Loop::current()->scratch();
  const auto got = stream_.read(buffer);
  if (got.bytes > 0) guard_.heard(now());
  std::string_view bytes{buffer.data(), got.bytes};
  take_events(bytes);
  if (!bytes.empty() && !peer_ended_) remainder_ = std::make_unique<Remainder>(std::string{bytes});
  if (got.stream == Transfer::Stream::open) return got.bytes > 0;
  if (got.stream == Transfer::Stream::failed) {
    abandon();
  } else {
    close();
  }
  peer_ended_ = true;
  return true;
}

void WebSocket::take_events(std::string_view& bytes) {
  while (!message_ && !peer_ended_) {
    auto event = reader_.next(bytes);
    if (reader_.idle()) guard_.finished();
    if (!event) break;
    handle(std::move(*event));
  }
  if (reader_.idle()) return;
  guard_.begun(now());
  watch();
}

void WebSocket::handle(websocket::Event event) {
  match(
      std::move(event),
      [&](Message&& message) {
        if (!only_text_ || message.kind == MessageKind::text) message_ = std::move(message);
      },
      // A pong carries what the ping carried (§5.5.3).
      [&](websocket::Ping&& ping) {
        if (may_control()) outbox_.send(websocket::Opcode::pong, ping.payload);
      },
      [&](websocket::Pong&&) {
        if (may_control()) counters().pongs_heard.add(1);
      },
      [&](websocket::Close&& goodbye) {
        // A close frame answers a close frame, once (§5.5.1), with the same code.
        const auto code = goodbye.code;
        peer_close_ = std::make_unique<const websocket::Close>(std::move(goodbye));
        if (begin_goodbye()) outbox_.close(websocket::close_payload(code));
        peer_ended_ = true;
      },
      [&](websocket::Broken&& broken) { break_off(broken); });
}

bool WebSocket::may_control() {
  if (guard_.allows_control(now())) return true;
  break_off({CloseCode::policy_violation, "too many pings and pongs"});
  return false;
}

void WebSocket::wake_receiver() {
  if (receiver_) Loop::current()->resume_soon(std::exchange(receiver_, {}));
}

void WebSocket::go_on_next_turn() {
  Loop::current()->post([address = address()] {
    if (auto* socket = address.find()) socket->look_ahead();
  });
}

const websocket::Close& WebSocket::peer_close() const {
  static const websocket::Close none{CloseCode::abnormal, {}};
  return peer_close_ ? *peer_close_ : none;
}

Address WebSocket::address() {
  if (!address_) address_ = Loop::current()->local<AddressBook>().add(*this);
  return address_;
}

}  // namespace kotori
