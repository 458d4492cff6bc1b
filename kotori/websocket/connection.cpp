#include "kotori/websocket/connection.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <utility>

namespace kotori::websocket {
namespace {
/// A peer that sends without pause gets this much of a turn, so that others get theirs.
constexpr std::uint16_t reads_a_turn = 4;
constexpr std::uint16_t received_a_turn = 256;
}  // namespace

class Connection::NextTurn final : public Timer {
 public:
  explicit NextTurn(Connection& connection) : connection_(connection) {}

 private:
  void on_time() override { connection_.look_ahead(); }
  Connection& connection_;
};

Connection::CloseTimer::CloseTimer(Connection& connection) : connection_(connection) {
  Loop::current()->arm(*this, connection.options_.close_time);
}

Connection::Connection(Role role, Stream& stream, const WebSocketOptions& options, std::string_view early)
    : options_(options), outbox_(role, stream, *this, options.outbox_bytes), stream_(stream) {
  if (!early.empty()) remainder_ = std::make_unique<Remainder>(std::string{early});
}

Connection::~Connection() { stream_.set_listener(nullptr); }

void Connection::begin() {
  stream_.set_listener(this);
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
  const auto turn = Loop::current()->turn();
  if (std::exchange(turn_, turn) != turn) reads_ = received_ = 0;
  if (count == most) return false;
  ++count;
  return true;
}

/// Reads on until something waits to be received, or it is held back: so a peer's close or loss is noticed even while
/// nobody receives.
void Connection::look_ahead() {
  while (!has_received() && !peer_ended_) {
    if (remainder_) {
      auto remainder = std::move(remainder_);
      auto bytes = std::string_view{remainder->bytes}.substr(remainder->taken);
      take(bytes);
      remainder->taken = remainder->bytes.size() - bytes.size();
      if (!bytes.empty() && !peer_ended_) remainder_ = std::move(remainder);
      if (remainder_ && !has_received()) return;
    } else if (holds_back({}) || !read_more()) {
      return;
    }
  }
  wake_receiver();
}

bool Connection::read_more() {
  if (!stream_.may_read()) return false;
  if (!may_in_this_turn(reads_, reads_a_turn)) {
    go_on_next_turn();
    return false;
  }
  const auto buffer = Loop::current()->scratch();
  const auto got = stream_.read(buffer);
  std::string_view bytes{buffer.data(), got.bytes};
  take(bytes);
  if (!bytes.empty() && !peer_ended_) remainder_ = std::make_unique<Remainder>(std::string{bytes});
  if (got.stream == Transfer::Stream::open) return got.bytes > 0;
  if (got.stream == Transfer::Stream::failed) outbox_.abandon();
  peer_ended_ = true;
  return true;
}

void Connection::peer_closes(Close goodbye) {
  peer_close_ = std::make_unique<const Close>(std::move(goodbye));
  peer_ended_ = true;
}

void Connection::peer_breaks(const Broken& broken) {
  close(broken.code, broken.reason);
  peer_ended_ = peer_broke_it_ = true;
}

void Connection::wake_receiver() {
  if (receiver_) Loop::current()->resume_soon(std::exchange(receiver_, {}));
}

void Connection::go_on_next_turn() {
  if (!next_turn_) next_turn_ = std::make_unique<NextTurn>(*this);
  if (!next_turn_->armed()) Loop::current()->arm(*next_turn_, Duration::zero());
}

std::string Connection::on_outbox_overflow() {
  closed_ = true;
  wake_receiver();
  return close_payload(CloseCode::slow_reader, "too slow a reader: come back and resume");
}

void Connection::close(CloseCode code, std::string_view reason) {
  if (std::exchange(closed_, true)) return;
  outbox_.close(close_payload(code, reason));
  wake_receiver();
}

void Connection::abandon() {
  outbox_.abandon();
  peer_ended_ = true;
  wake_receiver();
}

const Close& Connection::peer_close() const {
  static const Close none{CloseCode::abnormal, {}};
  return peer_close_ ? *peer_close_ : none;
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
  close(peer_close_ ? peer_close_->code : CloseCode::normal);
  const CloseTimer timer{*this};
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

}  // namespace kotori::websocket
