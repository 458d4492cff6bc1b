#include "kotori/websocket/connection.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/websocket/connection_extras.hpp"
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/tether.hpp"

#include <utility>

namespace kotori::inline v0::websocket {
namespace {
/// A peer that sends without pause gets this much of a turn, so that others get theirs.
constexpr std::uint16_t reads_a_turn = 4;
constexpr std::uint16_t received_a_turn = 256;

Instant now() { return Loop::current()->now(); }
Counters& counters() { return Loop::current()->local<Counters>(); }
}  // namespace

Connection::Connection(Role role, Stream& stream, const WebSocketOptions& options, Heartbeat heartbeat,
                       std::string_view early)
    : OutboxOwner(stream, options), outbox_(role, *this), pulse_(heartbeat, now(), counters().opened.value()) {
  counters().opened.add(1);
  counters().open.add(1);
  counters().bytes_received.add(early.size());
  keep_unread(early);
}

Connection::~Connection() {
  stream_.set_listener(nullptr);
  counters().open.subtract(1);
}

void Connection::set_attributes(http::Attributes attributes) {
  attributes_ = std::move(attributes);
  if (auto* tethers = attributes_.find<Tethers>())
    for (const auto& tether : *tethers) tether->hold(*this);
}

void Connection::begin() {
  stream_.set_listener(this);
  look_again();
  // What came with the handshake is not told again.
  look_ahead();
}

void Connection::on_stream_ready() {
  if (stream_.may_write()) outbox_.flush();
  look_ahead();
}

bool Connection::has_received_or_end() {
  if (closed_) return true;
  look_ahead();
  if (!has_received()) return peer_ended_;
  if (may_in_this_turn(received_, received_a_turn)) return true;
  go_on_next_turn();
  return false;
}

bool Connection::may_in_this_turn(std::uint16_t& count, std::uint16_t most) {
  const auto turn = static_cast<std::uint16_t>(Loop::current()->turn());
  if (std::exchange(turn_, turn) != turn) reads_ = received_ = 0;
  if (count == most) return false;
  ++count;
  return true;
}

/// Reads on until something waits to be received, or it is held back: so a peer's close or loss is noticed even while
/// nobody receives.
void Connection::look_ahead() {
  while (!has_received() && !peer_ended_) {
    if (has_unread()) {
      auto bytes = std::string_view{extras_->unread}.substr(extras_->taken);
      take(bytes);
      extras_->taken = extras_->unread.size() - bytes.size();
      if (bytes.empty() || peer_ended_) {
        extras_->unread = {};
        drop_extras();
      } else if (!has_received()) {
        return wait_for_more();
      }
    } else if (holds_back({}) || !read_more()) {
      return wait_for_more();
    }
  }
  wake_receiver();
}

bool Connection::has_unread() const { return extras_ && !extras_->unread.empty(); }

void Connection::keep_unread(std::string_view bytes) {
  if (bytes.empty() || peer_ended_) return;
  extras().unread = bytes;
  extras().taken = 0;
}

void Connection::wait_for_more() {
  if (const auto wait = has_unread() ? pause() : Duration::zero(); wait > Duration::zero()) {
    extras().paused_until = now() + wait;
    return set_alarm();
  }
  if (!half_said() || goodbye_) return;
  extras().debts.begun(now(), options_);
  set_alarm();
}

bool Connection::read_more() {
  if (!stream_.may_read()) return false;
  if (!may_in_this_turn(reads_, reads_a_turn)) {
    go_on_next_turn();
    return false;
  }
  const auto buffer = Loop::current()->scratch();
  const auto got = stream_.read(buffer);
  if (got.bytes > 0) {
    pulse_.heard(now());
    counters().bytes_received.add(got.bytes);
  }
  std::string_view bytes{buffer.data(), got.bytes};
  take(bytes);
  keep_unread(bytes);
  if (got.stream == Transfer::Stream::open) return got.bytes > 0;
  ends(Ending::By::lost, CloseCode::abnormal);
  if (got.stream == Transfer::Stream::failed) {
    abandon();
  } else {
    close();
  }
  peer_ended_ = true;
  return true;
}

Pieces* Connection::pieces() const { return extras_ ? extras_->pieces : nullptr; }

void Connection::set_pieces(Pieces* pieces) {
  extras().pieces = pieces;
  drop_extras();
}

void Connection::wake_receiver() {
  if (receiver_) Loop::current()->resume_soon(std::exchange(receiver_, {}));
}

void Connection::go_on_next_turn() {
  extras().next_turn = true;
  set_alarm();
}

const Ending* Connection::ending() const { return extras_ ? extras_->ending.get() : nullptr; }

const Close& Connection::peer_close() const {
  static const Close none{CloseCode::abnormal, {}};
  return extras_ && extras_->goodbye ? *extras_->goodbye : none;
}

}  // namespace kotori::inline v0::websocket
