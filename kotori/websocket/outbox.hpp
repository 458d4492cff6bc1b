#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/block.hpp"
#include "kotori/websocket/frame.hpp"
#include "kotori/websocket/options.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace kotori::inline v0 {
class Seat;
}

namespace kotori::inline v0::websocket {

class Unsent;

/// Whose outbox it is: has the stream, listens to it and flushes the outbox when there is room, and is told that its
/// peer does not read what it is sent.
class OutboxOwner : public StreamListener {
 public:
  /// Both outlive the owner.
  OutboxOwner(Stream& stream, const WebSocketOptions& options) : stream_(stream), options_(options) {}

  /// The outbox holds too much: it drops what is unsent and closes with the close frame payload that this gives.
  virtual std::string on_outbox_overflow() = 0;
  /// The stream has no room for what the outbox holds, or has taken all of it again.
  virtual void on_outbox_behind(bool behind) { static_cast<void>(behind); }
  /// The stream takes nothing any more. What the peer said before may still be read.
  virtual void on_outbox_lost() {}

 protected:
  friend class Outbox;
  ~OutboxOwner() = default;

  Stream& stream_;
  const WebSocketOptions& options_;
};

/// What is on its way to one peer: one ordered list of own frames and of ranges that it shares with others. It never
/// waits; what one turn adds leaves in one write at the turn's end. Memory is held only while something is unsent.
///
/// It belongs to its stream's loop.
class Outbox {
 public:
  /// The owner outlives it. It may hold options.outbox_bytes, its bookkeeping included.
  Outbox(Role role, OutboxOwner& owner);
  ~Outbox();
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;

  /// From now on messages of at least options.compress_from are compressed for a peer with a window of this many bits.
  void compress(std::uint8_t window_bits) { form_ = window_bits; }
  /// The peer's window_bits; 0: it is sent nothing that is compressed.
  std::uint8_t form() const { return form_; }

  /// Appends a frame of its own, behind its share of what its audiences have been told this turn.
  void send(Opcode opcode, std::string_view payload);
  /// Likewise, but as it is: a fragment perhaps, and never compressed.
  void send_frame(Opcode opcode, bool fin, std::string_view payload);

  /// Appends shared frames. The first form leaves at the turn's end, the second at once if nothing is before it.
  void share(const Range& range);
  void share_now(const Range& range);

  /// Appends a close frame; what is sent or shared later is dropped.
  void close(std::string_view close_payload);

  /// The same for a peer that does not read: drops what is unsent, but for the rest of a frame that has begun to leave.
  void close_instead(std::string_view close_payload);

  /// Writes as much as the stream takes now.
  void flush();

  /// Has the processor fetch what share_now() will need, first of the outbox and then, a while later, of its stream.
  void fetch() const { __builtin_prefetch(this); }
  void fetch_stream() const { __builtin_prefetch(&owner_.stream_); }

  /// Nothing can be sent any more: the stream is gone or is given up.
  void abandon();

  /// Takes the share of what its audiences have been told this turn; see Seat.
  void take_shares();

  bool has_several_seats() const;

  bool empty() const { return !unsent_; }
  bool is_open() const { return !closed_ && !broken_; }
  bool is_broken() const { return broken_; }
  /// What is unsent, with its bookkeeping.
  std::size_t held_bytes() const;

  /// Whom to resume once nothing is left to send, or nothing can be sent. Only while something is.
  void when_empty(std::coroutine_handle<> waiting);

 private:
  friend class kotori::Seat;
  Stream& stream() const { return owner_.stream_; }
  Unsent& unsent();
  bool goes_on(const Range& range) const;
  bool fits_behind_last(std::size_t size) const;
  void append(Range range);
  void append_if_room(const FrameHead& head, std::string_view payload);
  void append_frame(FrameHead head, std::string_view payload);
  Range own_room(std::size_t size);
  std::size_t frame_size(std::size_t payload_bytes) const;
  bool has_room(std::size_t bytes, bool as_new_range);
  void overflow();
  void settle();
  void lose();

  OutboxOwner& owner_;
  Seat* seats_ = nullptr;
  std::unique_ptr<Unsent> unsent_;
  std::uint8_t form_ = 0;
  Role role_;
  bool closed_ = false;
  bool broken_ = false;
};

}  // namespace kotori::inline v0::websocket
