#include "kotori/async/loop.hpp"
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/connection_extras.hpp"
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <algorithm>
#include <utility>

/// How a conversation ends: by a goodbye of ours or the peer's, by a peer that breaks the rules or owes too much, by
/// losing it.
namespace kotori::inline v0::websocket {
namespace {

constexpr std::string_view too_slow = "too slow a reader: come back and resume";

std::string goodbye_to_a_slow_reader() { return close_payload(CloseCode::slow_reader, too_slow); }

Instant now() { return Loop::current()->now(); }
Counters& counters() { return Loop::current()->local<Counters>(); }

}  // namespace

void Connection::ends(Ending::By by, CloseCode code, std::string_view reason) {
  if (auto& ending = extras().ending; !ending) ending = std::make_unique<Ending>(by, code, std::string{reason});
}

/// The first goodbye counts. False: there was one.
bool Connection::begin_goodbye() {
  if (std::exchange(closed_, true)) return false;
  if (outbox_.is_open()) await_answer();
  wake_receiver();
  return true;
}

void Connection::await_answer() {
  goodbye_ = true;
  extras().debts.closing(now(), options_);
  set_alarm();
}

void Connection::say_goodbye(Ending::By by, CloseCode code, std::string_view reason) {
  ends(by, code, reason);
  if (begin_goodbye()) outbox_.close(close_payload(code, reason));
}

void Connection::abandon() {
  ends(Ending::By::lost, CloseCode::abnormal);
  goodbye_ = true;
  extras_->disarm();
  extras_->debts = {};
  extras_->next_turn = false;
  extras_->paused_until = Instant::max();
  outbox_.abandon();
  peer_ended_ = true;
  wake_receiver();
}

void Connection::peer_closes(Close goodbye) {
  ends(Ending::By::peer, goodbye.code, goodbye.reason);
  extras().goodbye = std::move(goodbye);
  peer_ended_ = true;
}

void Connection::peer_breaks(const Broken& broken) {
  counters().protocol_errors.add(1);
  stop_reading();
  say_goodbye(Ending::By::broken, broken.code, broken.reason);
  peer_ended_ = peer_broke_it_ = true;
}

std::string Connection::on_outbox_overflow() {
  counters().slow_readers_bytes.add(1);
  ends(Ending::By::slow, CloseCode::slow_reader, too_slow);
  begin_goodbye();
  return goodbye_to_a_slow_reader();
}

void Connection::on_outbox_behind(bool behind) {
  if (goodbye_) return;
  auto& debts = extras().debts;
  if (behind) {
    debts.behind(now(), stream_, options_);
  } else {
    debts.drained();
  }
  set_alarm();
}

/// Mostly the next read says why. Where it does not, nobody may go on talking to a peer who cannot be answered.
void Connection::on_outbox_lost() { await_answer(); }

Connection::Extras& Connection::extras() {
  if (!extras_) extras_ = std::make_unique<Extras>(*this);
  return *extras_;
}

void Connection::drop_extras() {
  if (extras_ && !extras_->needed()) extras_.reset();
}

/// What moves further away is noticed only when it fires.
void Connection::set_alarm() {
  const auto next = extras_->next_turn ? now() : std::min(extras_->debts.next(), extras_->paused_until);
  if (next < Instant::max() && (!extras_->armed() || next < extras_->due()))
    Loop::current()->arm(*extras_, next - now());
  drop_extras();
}

void Connection::finished_saying() {
  if (!extras_) return;
  extras_->debts.finished();
  drop_extras();
}

void Connection::on_time() {
  using Due = Debts::Due;
  const bool goes_on = extras_->paused_until <= now();
  if (goes_on) extras_->paused_until = Instant::max();
  if (std::exchange(extras_->next_turn, false) || goes_on) look_ahead();
  switch (extras_ ? extras_->debts.due(now(), stream_, options_) : Due::nothing) {
    case Due::nothing: break;
    case Due::unfinished:
      counters().unfinished_messages.add(1);
      peer_breaks({CloseCode::policy_violation, "too long for one message"});
      break;
    case Due::undrained:
      counters().slow_readers_time.add(1);
      ends(Ending::By::slow, CloseCode::slow_reader, too_slow);
      begin_goodbye();
      outbox_.close_instead(goodbye_to_a_slow_reader());
      break;
    case Due::goodbye: abandon(); break;
  }
  if (extras_) set_alarm();
}

void Connection::look() {
  using Due = Pulse::Due;
  if (goodbye_) return;
  if (has_received() || has_unread() || holds_back({})) pulse_.heard(now());  // behind that much may have been said
  switch (pulse_.due(now(), stream_, options_)) {
    case Due::nothing: break;
    case Due::ping:
      counters().pings_sent.add(1);
      outbox_.send(Opcode::ping, {});
      break;
    case Due::silence:
      counters().dead_peers.add(1);
      ends(Ending::By::silence, CloseCode::abnormal);
      return abandon();
  }
  look_again();
}

void Connection::look_again() {
  if (const auto next = pulse_.next(options_)) Loop::current()->local<Heartbeats>().look_at(*this, *next);
}

/// co_await: goes on when the peer has said its goodbye or is gone, passing over what else it says.
class Connection::PeerEnds {
 public:
  explicit PeerEnds(Connection& connection) : connection_(connection) {}
  bool await_ready() {
    connection_.pass_over();
    connection_.look_ahead();
    return connection_.has_received() || connection_.peer_ended_;
  }
  void await_suspend(std::coroutine_handle<> caller) { connection_.receiver_ = caller; }
  bool await_resume() { return connection_.peer_ended_; }

 private:
  Connection& connection_;
};

Task<> Connection::finish() {
  close(extras_ && extras_->goodbye ? extras_->goodbye->code : CloseCode::normal);
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

}  // namespace kotori::inline v0::websocket
