#include "kotori/websocket/websocket.hpp"

#include "kotori/base/match.hpp"
#include "kotori/websocket/address_book.hpp"
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
}  // namespace

WebSocket::WebSocket(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early,
                     const std::optional<websocket::DeflateTerms>& deflate)
    : options_(options),
      stream_(stream),
      reader_(role, options.message, peers_side(role, deflate)),
      outbox_(role, stream, *this, options.outbox_bytes) {
  if (!early.empty()) remainder_ = std::make_unique<Remainder>(std::string{early});
  if (deflate) outbox_.compress(deflate->side(role).window_bits, options.compress_from);
  stream_.set_listener(this);
  // What came with the handshake is not told again.
  look_ahead();
}

WebSocket::~WebSocket() {
  stream_.set_listener(nullptr);
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
  std::string_view bytes{buffer.data(), got.bytes};
  take_events(bytes);
  if (!bytes.empty() && !peer_ended_) remainder_ = std::make_unique<Remainder>(std::string{bytes});
  if (got.stream == Transfer::Stream::open) return got.bytes > 0;
  if (got.stream == Transfer::Stream::failed) outbox_.abandon();
  peer_ended_ = true;
  return true;
}

void WebSocket::take_events(std::string_view& bytes) {
  while (!message_ && !peer_ended_) {
    auto event = reader_.next(bytes);
    if (!event) return;
    handle(std::move(*event));
  }
}

void WebSocket::handle(websocket::Event event) {
  match(
      std::move(event),
      [&](Message&& message) {
        if (!only_text_ || message.kind == MessageKind::text) message_ = std::move(message);
      },
      // A pong carries what the ping carried (§5.5.3).
      [&](websocket::Ping&& ping) { outbox_.send(websocket::Opcode::pong, ping.payload); }, [](websocket::Pong&&) {},
      [&](websocket::Close&& goodbye) {
        // A close frame answers a close frame, once (§5.5.1), with the same code.
        const auto code = goodbye.code;
        peer_close_ = std::make_unique<const websocket::Close>(std::move(goodbye));
        if (!std::exchange(close_sent_, true)) outbox_.close(websocket::close_payload(code));
        peer_ended_ = true;
      },
      [&](websocket::Broken&& broken) {
        close(broken.code, broken.reason);
        peer_ended_ = peer_broke_it_ = true;
      });
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
  close_sent_ = true;
  wake_receiver();
  return websocket::close_payload(CloseCode::slow_reader, "too slow a reader: come back and resume");
}

void WebSocket::close(CloseCode code, std::string_view reason) {
  if (std::exchange(close_sent_, true)) return;
  outbox_.close(websocket::close_payload(code, reason));
  wake_receiver();
}

void WebSocket::abandon() {
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

class WebSocket::PeerTimer final : Timer {
 public:
  explicit PeerTimer(WebSocket& socket) : socket_(socket) { Loop::current()->arm(*this, socket.options_.close_time); }

 private:
  void on_time() override { socket_.abandon(); }
  WebSocket& socket_;
};

Task<> WebSocket::finish() {
  close();
  const PeerTimer timer{*this};
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
