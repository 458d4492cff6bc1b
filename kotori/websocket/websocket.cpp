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

std::string goodbye_to_a_slow_reader() {
  return websocket::close_payload(CloseCode::slow_reader, "too slow a reader: come back and resume");
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

void WebSocket::break_off(const websocket::Broken& broken) {
  counters().protocol_errors.add(1);
  reader_.stop();
  close(broken.code, broken.reason);
  peer_ended_ = peer_broke_it_ = true;
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

std::string WebSocket::on_outbox_overflow() {
  counters().slow_readers_bytes.add(1);
  begin_goodbye();
  return goodbye_to_a_slow_reader();
}

void WebSocket::on_outbox_behind(bool behind) {
  if (!behind) return guard_.drained();
  guard_.behind(now(), stream_);
  watch();
}

/// Has the timer fire when the guard next wants to be asked. What moves further away is noticed only then, so that
/// messages cost the timers nothing.
void WebSocket::watch() {
  const auto next = guard_.next();
  if (next < Instant::max() && (!armed() || next < due())) Loop::current()->arm(*this, next - now());
}

void WebSocket::on_time() {
  using Due = websocket::Guard::Due;
  if (message_) guard_.heard(now());  // behind it much may have been said
  switch (guard_.due(now(), stream_)) {
    case Due::nothing: break;
    case Due::ping:
      counters().pings_sent.add(1);
      outbox_.send(websocket::Opcode::ping, {});
      break;
    case Due::silence:
      counters().dead_peers.add(1);
      abandon();
      break;
    case Due::unfinished:
      counters().unfinished_messages.add(1);
      break_off({CloseCode::policy_violation, "too long for one message"});
      break;
    case Due::undrained:
      counters().slow_readers_time.add(1);
      begin_goodbye();
      outbox_.close_instead(goodbye_to_a_slow_reader());
      break;
    case Due::goodbye: abandon(); break;
  }
  watch();
}

/// The first goodbye counts. False: there was one.
bool WebSocket::begin_goodbye() {
  if (std::exchange(close_sent_, true)) return false;
  guard_.closing(now());
  watch();
  wake_receiver();
  return true;
}

void WebSocket::close(CloseCode code, std::string_view reason) {
  if (begin_goodbye()) outbox_.close(websocket::close_payload(code, reason));
}

void WebSocket::abandon() {
  guard_.ended();
  outbox_.abandon();
  peer_ended_ = true;
  wake_receiver();
}

const websocket::Close& WebSocket::peer_close() const {
  static const websocket::Close none{CloseCode::abnormal, {}};
  return peer_close_ ? *peer_close_ : none;
}

Address WebSocket::address() {
  if (!address_) address_ = Loop::current()->local<AddressBook>().add(*this);
  return address_;
}

/// co_await: goes on when the peer has said its goodbye or is gone, passing over what else it says.
class WebSocket::PeerEnds {
 public:
  explicit PeerEnds(WebSocket& socket) : socket_(socket) {}
  bool await_ready() {
    socket_.message_.reset();
    socket_.look_ahead();
    return socket_.message_ || socket_.peer_ended_;
  }
  void await_suspend(std::coroutine_handle<> caller) { socket_.receiver_ = caller; }
  bool await_resume() { return socket_.peer_ended_; }

 private:
  WebSocket& socket_;
};

Task<> WebSocket::finish() {
  close();
  while (!co_await PeerEnds{*this}) {
  }
  co_await drained();
  if (outbox_.is_broken()) co_return;
  stream_.finish_writing();
  if (!peer_broke_it_) co_return;
  // Bytes that are still on their way here would turn the end into a reset, which destroys our close frame on its way
  // there. The reader drops them.
  peer_ended_ = false;
  while (!co_await PeerEnds{*this}) {
  }
}

}  // namespace kotori
