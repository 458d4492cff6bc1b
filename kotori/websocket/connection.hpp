#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/attributes.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/ending.hpp"
#include "kotori/websocket/heartbeats.hpp"
#include "kotori/websocket/message.hpp"
#include "kotori/websocket/options.hpp"
#include "kotori/websocket/outbox.hpp"
#include "kotori/websocket/pulse.hpp"

#include <coroutine>
#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kotori::inline v0::websocket {

struct Pieces;

/// One end of an open WebSocket, whatever is made of the frames that come: a fair share of its stream in each turn, its
/// outbox, the times its peer is held to, and how it ends. WebSocket and FrameStream are the two kinds. It belongs to
/// one loop.
class Connection : OutboxOwner, Link {
 public:
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  class Drained;
  /// co_await socket.drained(): goes on when all that was sent has left, or cannot leave any more.
  Drained drained();

  /// Says goodbye, if no close frame was sent before; nothing is received from now on. The first call counts. The code
  /// must be one that may be sent. The peer has options.close_time to read what was sent and to answer; then the stream
  /// is given up.
  void close(CloseCode code = CloseCode::normal, std::string_view reason = {}) {
    say_goodbye(Ending::By::us, code, reason);
  }
  /// The same, because the program stops.
  void stop(CloseCode code, std::string_view reason) { say_goodbye(Ending::By::stopping, code, reason); }

  /// How many bytes, with their bookkeeping, wait for the peer to take them.
  std::size_t unsent_bytes() const { return outbox_.held_bytes(); }

  /// Whether anything can still be sent.
  bool is_open() const { return outbox_.is_open(); }
  /// Why nothing more is received; null while the conversation goes on.
  const Ending* ending() const;
  /// What the peer's close frame said, or CloseCode::abnormal while there was none.
  const Close& peer_close() const;

  /// Who is talking, as their session said when the conversation began. Read only: nothing can be sent any more with
  /// which it could change. Throws std::logic_error when there is none.
  template <class S> const S& session() const {
    if (const S* found = find_session<S>()) return *found;
    throw std::logic_error("these routes have no sessions of this type, or who talks here has none");
  }
  /// Null for who has none.
  template <class S> const S* find_session() const { return attributes_.find<S>(); }
  /// What the request carried, for as long as the connection lasts. Those of its tethers hold it from now on.
  void set_attributes(http::Attributes attributes);
  /// As request.principal<P>() when the conversation began.
  template <class P> const P& principal() const { return attributes_.get<P>(); }

  /// The end of a conversation, for its server or client: closes if that has not happened, with the peer's code if it
  /// has closed, lets the outbox drain and waits for the peer's close frame, until the close_time is over. The stream
  /// may be destroyed afterwards.
  Task<> finish();
  /// Nothing more can be received or sent: the stream is lost, or time is up.
  void abandon();

  Outbox& outbox() { return outbox_; }

 protected:
  /// `early`: bytes that came behind the handshake. The stream and the options outlive the connection.
  Connection(Role role, Stream& stream, const WebSocketOptions& options, Heartbeat heartbeat, std::string_view early);
  ~Connection();
  /// The last thing a constructor does.
  void begin();

  /// Takes from the front of `bytes` until something has been received or nothing more will be.
  virtual void take(std::string_view& bytes) = 0;
  /// Something waits for who receives.
  virtual bool has_received() const = 0;
  /// Nobody has asked for what comes next, of which `bytes` is the beginning: it stays unread.
  virtual bool holds_back(std::string_view bytes) const = 0;
  /// How long what comes next is held back though somebody has asked for it.
  virtual Duration pause() const { return Duration::zero(); }
  /// Forgets what was received, and lets more come.
  virtual void pass_over() = 0;
  /// The peer has begun to say what is not whole, though it is not held back.
  virtual bool half_said() const = 0;
  /// Drops all that comes unread.
  virtual void stop_reading() = 0;

  /// For the co_awaits of those who derive: whether to go on at once, and whom to resume else.
  bool has_received_or_end();
  void resume_then(std::coroutine_handle<> receiver) { receiver_ = receiver; }

  bool closed() const { return closed_; }
  bool peer_ended() const { return peer_ended_; }
  /// Why it ends; what is said first counts.
  void ends(Ending::By by, CloseCode code, std::string_view reason = {});
  void peer_closes(Close goodbye);
  void peer_breaks(const Broken& broken);
  /// A close frame is on its way: from now on only the peer's answer matters.
  void await_answer();
  /// What was begun is whole.
  void finished_saying();
  const WebSocketOptions& options() const { return options_; }
  /// What the message that is taken in pieces has come to; null: none is.
  Pieces* pieces() const;
  void set_pieces(Pieces* pieces);

 private:
  class PeerEnds;
  friend class Heartbeats;
  class Extras;

  void on_stream_ready() override;
  std::string on_outbox_overflow() override;
  void on_outbox_behind(bool behind) override;
  void on_outbox_lost() override;
  void look();
  void look_again();
  void on_time();
  void set_alarm();
  Extras& extras();
  void drop_extras();
  void say_goodbye(Ending::By by, CloseCode code, std::string_view reason);
  bool begin_goodbye();
  void look_ahead();
  bool has_unread() const;
  void keep_unread(std::string_view bytes);
  void wait_for_more();
  bool read_more();
  void wake_receiver();
  /// Counts one more, as far as this turn allows.
  bool may_in_this_turn(std::uint16_t& count, std::uint16_t most);
  void go_on_next_turn();

  std::unique_ptr<Extras> extras_;
  std::coroutine_handle<> receiver_;
  http::Attributes attributes_;

 protected:
  // What follows lies in what it leaves free at its end, and what is small stands together: each idle connection has
  // all of this.
  [[no_unique_address]] Outbox outbox_;

 private:
  Pulse pulse_;
  std::uint16_t turn_ = 0;      // the lower half of the number of that of which the next two tell
  std::uint16_t reads_ = 0;     // how often it read
  std::uint16_t received_ = 0;  // how much was received
  bool closed_ = false;         // nothing is received any more
  bool goodbye_ = false;        // nothing but the peer's answer to ours matters any more
  bool peer_ended_ = false;     // nothing more will come
  bool peer_broke_it_ = false;  // what comes is not looked at
};

/// See Connection::drained().
class Connection::Drained {
 public:
  explicit Drained(Outbox& outbox) : outbox_(outbox) {}
  bool await_ready() const { return outbox_.empty(); }
  void await_suspend(std::coroutine_handle<> caller) { outbox_.when_empty(caller); }
  void await_resume() const {}

 private:
  Outbox& outbox_;
};
inline Connection::Drained Connection::drained() { return Drained{outbox_}; }

}  // namespace kotori::inline v0::websocket
