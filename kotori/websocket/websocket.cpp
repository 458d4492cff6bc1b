#include "kotori/websocket/websocket.hpp"

#include "kotori/base/match.hpp"
#include "kotori/websocket/address_book.hpp"
#include "kotori/websocket/counts.hpp"

#include <utility>

namespace kotori::inline v0 {
namespace {

std::optional<websocket::DeflateSide> peers_side(websocket::Role role,
                                                 const std::optional<websocket::DeflateTerms>& deflate) {
  if (!deflate) return {};
  return deflate->side(role == websocket::Role::server ? websocket::Role::client : websocket::Role::server);
}

websocket::Rate rate_of(const MessageRate& messages) {
  return {.a_second = messages.a_second, .at_once = messages.at_once == 0 ? messages.a_second : messages.at_once};
}

}  // namespace

WebSocket::WebSocket(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early,
                     const std::optional<websocket::DeflateTerms>& deflate)
    : Connection(role, stream, options, websocket::Heartbeat::on, early),
      reader_(role, options.message, peers_side(role, deflate)) {
  if (deflate) outbox_.compress(deflate->side(role).window_bits);
  begin();
}

WebSocket::~WebSocket() {
  let_go();
  if (address_slot_ != no_slot) Loop::current()->local<AddressBook>().remove(address_slot_);
}

bool WebSocket::has_received() const {
  if (message_) return true;
  const auto* incoming = pieces();
  return incoming && (incoming->next || incoming->ended);
}

/// How a message is to come is said by who asks for it: until then it stays unread.
bool WebSocket::holds_back(std::string_view bytes) const {
  return (asked_ == Asked::nothing || pause() > Duration::zero()) && reader_.data_comes_next(bytes);
}

/// What was begun may end.
Duration WebSocket::pause() const {
  const auto& rate = options().messages;
  if (rate.a_second == 0 || rate.beyond != MessageRate::Beyond::wait || closed() || !reader_.idle())
    return Duration::zero();
  return messages_.wait(Loop::current()->now(), rate_of(rate));
}

/// Counts one more message. False: that is one too many.
bool WebSocket::may_speak() {
  Loop::current()->local<websocket::Counters>().messages_received.add(1);
  const auto& rate = options().messages;
  if (rate.a_second == 0) return true;
  const auto now = Loop::current()->now();
  if (rate.beyond == MessageRate::Beyond::close && messages_.wait(now, rate_of(rate)) > Duration::zero()) {
    peer_breaks({CloseCode::policy_violation, "too many messages"});
    return false;
  }
  messages_.count(now, rate_of(rate));
  return true;
}

void WebSocket::take(std::string_view& bytes) {
  while (!has_received() && !peer_ended() && !holds_back(bytes)) {
    const auto* incoming = pieces();
    auto event = incoming ? reader_.next_piece(bytes, incoming->limits) : reader_.next(bytes);
    // A piece is whole by itself: its message may take as long as it likes.
    if (reader_.idle() || (event && reader_.in_pieces())) finished_saying();
    if (!event) return;
    handle(std::move(*event));
  }
}

void WebSocket::handle(websocket::Event event) {
  match(
      std::move(event),
      [&](Message&& message) {
        auto* incoming = pieces();
        if (passing_over_) {
          passing_over_ = reader_.in_pieces();
        } else if (!(incoming && std::exchange(incoming->counted, true)) && !may_speak()) {
          return;
        } else if (incoming) {
          incoming->next = std::move(message);
          incoming->ended = !reader_.in_pieces();
        } else if (asked_ != Asked::text || message.kind == MessageKind::text) {
          message_ = std::make_unique<Message>(std::move(message));
        }
      },
      // A pong carries what the ping carried (§5.5.3).
      [&](websocket::Ping&& ping) {
        if (may_control()) outbox_.send(websocket::Opcode::pong, ping.payload);
      },
      [&](websocket::Pong&&) {
        if (may_control()) Loop::current()->local<websocket::Counters>().pongs_heard.add(1);
      },
      [&](websocket::Close&& goodbye) {
        // A close frame answers a close frame, once (§5.5.1), with the same code.
        const auto code = goodbye.code;
        peer_closes(std::move(goodbye));
        close(code);
      },
      [&](websocket::Broken&& broken) { peer_breaks(broken); });
}

bool WebSocket::may_control() {
  const websocket::Rate rate{.a_second = options().control_frames, .at_once = options().control_frames};
  const auto now = Loop::current()->now();
  if (control_frames_.wait(now, rate) > Duration::zero()) {
    peer_breaks({CloseCode::policy_violation, "too many pings and pongs"});
    return false;
  }
  control_frames_.count(now, rate);
  return true;
}

/// The rest of a message that is taken in pieces is owed while a piece is asked for.
bool WebSocket::half_said() const { return !reader_.idle() && (asked_ != Asked::nothing || !reader_.in_pieces()); }

void WebSocket::ask_for(Asked what) {
  if (what != Asked::piece) let_go();
  asked_ = what;
  if (message_ && what == Asked::text && message_->kind != MessageKind::text) message_.reset();
}

std::optional<Message> WebSocket::take_message() {
  asked_ = Asked::nothing;
  if (closed() || !message_) return std::nullopt;
  return std::move(*std::exchange(message_, nullptr));
}

std::optional<std::string> WebSocket::ReceiveText::await_resume() {
  if (auto message = socket_.take_message()) return std::move(message->data);
  return std::nullopt;
}

std::unique_ptr<websocket::Pieces> WebSocket::ask_for_pieces(std::size_t most_bytes) {
  let_go();
  const websocket::MessageLimits limits{.message_bytes = most_bytes,
                                        .fragments = std::numeric_limits<std::uint32_t>::max()};
  auto incoming = std::make_unique<websocket::Pieces>(*this, limits);
  set_pieces(incoming.get());
  ask_for(Asked::piece);
  return incoming;
}

std::optional<IncomingMessage> WebSocket::ReceiveStreamed::await_resume() {
  socket_.asked_ = Asked::nothing;
  if (socket_.closed() || !pieces_->next) return std::nullopt;
  const auto kind = pieces_->next->kind;
  if (pieces_->next->data.empty()) pieces_->next.reset();  // and it has no other
  return IncomingMessage{kind, std::move(pieces_)};
}

void WebSocket::let_go() {
  auto* incoming = pieces();
  if (!incoming) return;
  incoming->socket = nullptr;
  set_pieces(nullptr);
  passing_over_ = reader_.in_pieces();
}

void WebSocket::pass_over() {
  message_.reset();
  ask_for(Asked::message);
}

Address WebSocket::address() {
  auto& book = Loop::current()->local<AddressBook>();
  if (address_slot_ == no_slot) address_slot_ = book.add(*this);
  return book.address(address_slot_);
}

}  // namespace kotori::inline v0
