#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/websocket.hpp"

#include <utility>

/// How a conversation ends: by a goodbye of ours, by a peer that breaks the rules or owes too much, by losing it.
namespace kotori {
namespace {

std::string goodbye_to_a_slow_reader() {
  return websocket::close_payload(CloseCode::slow_reader, "too slow a reader: come back and resume");
}

Instant now() { return Loop::current()->now(); }
websocket::Counters& counters() { return Loop::current()->local<websocket::Counters>(); }

}  // namespace

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

void WebSocket::break_off(const websocket::Broken& broken) {
  counters().protocol_errors.add(1);
  reader_.stop();
  close(broken.code, broken.reason);
  peer_ended_ = peer_broke_it_ = true;
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
