#pragma once
#include "kotori/net/endpoint.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace kotori::inline v0 {

/// What became of a read or a write. No bytes on an open stream means: not now; the listener will be told.
struct Transfer {
  enum class Stream : unsigned char { open, ended, failed };
  std::size_t bytes = 0;
  Stream stream = Stream::open;
};

/// How far what was written has come, as the other side's system acknowledges it.
struct Delivery {
  std::uint64_t bytes = 0;  ///< counts up; a TLS stream counts what is sealed
  bool complete = true;     ///< nothing is on its way
};

/// Who is told that a stream can be read or written again.
class StreamListener {
 public:
  /// Ask may_read() and may_write() what it is. The stream may be destroyed in here.
  virtual void on_stream_ready() = 0;

 protected:
  ~StreamListener() = default;
};

/// Bytes in, bytes out, to one peer; nothing waits. It belongs to one loop; destroying it closes it.
/// TcpStream is the real one, Pipe the one in memory.
class Stream {
 public:
  Stream() = default;
  Stream(const Stream&) = delete;
  Stream& operator=(const Stream&) = delete;
  virtual ~Stream() = default;

  /// Takes what is there, up to the size of `into`. `ended`: the peer will send no more.
  virtual Transfer read(std::span<char> into) = 0;

  /// Hands over as much as there is room for, of one piece or of several in order; fewer bytes than given means that
  /// there is no more room now. The bytes need not outlive the call.
  virtual Transfer write(std::string_view bytes) = 0;
  virtual Transfer write(std::span<const std::string_view> pieces) = 0;

  /// Says that nothing more will be written; reading goes on.
  virtual void finish_writing() = 0;

  /// Asks the system: for rare questions, such as whether a peer that is silent is merely slow.
  virtual Delivery delivery() const = 0;

  /// The other side's address; empty if it has none, like a pipe.
  virtual Endpoint peer() const = 0;

  /// False from a read or write that found nothing (no room) until the listener is told.
  bool may_read() const { return may_read_; }
  bool may_write() const { return may_write_; }

  /// One at a time listens; null for nobody. What happens meanwhile is kept in may_read() and may_write().
  void set_listener(StreamListener* listener) { listener_ = listener; }

 protected:
  void became_ready(bool readable, bool writable) {
    may_read_ = may_read_ || readable;
    may_write_ = may_write_ || writable;
    if (listener_) listener_->on_stream_ready();
  }
  void nothing_to_read() { may_read_ = false; }
  void no_room() { may_write_ = false; }

 private:
  StreamListener* listener_ = nullptr;
  bool may_read_ = true;
  bool may_write_ = true;
};

}  // namespace kotori::inline v0
