#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace kotori::inline v0::server {

/// How long, and how many bytes, a client may go on sending what nobody will look at.
inline constexpr auto linger_time = std::chrono::seconds{2};
inline constexpr std::size_t linger_bytes = 1024 * 1024;

/// What a peer sends: read 64 KiB at a time, and kept until it is taken.
class Incoming {
 public:
  /// The stream outlives it.
  explicit Incoming(Stream& stream) : stream_(stream) {}

  enum class More : std::uint8_t { come, too_late, gone };

  std::string_view bytes() const { return bytes_; }
  /// Drops the first so many; without any left no memory is held to speak of.
  void take(std::size_t count);
  /// All of it, for whoever goes on with the stream.
  std::string take_all() { return std::move(bytes_); }

  /// Waits for more bytes. `gone`: no more will come, or the loop is stopping.
  Task<More> read_more(Instant until);

  /// Whether there may be more than bytes().
  bool may_read() const { return stream_.may_read(); }

  /// Notices, as long as it lives, that the peer has gone, which nothing else does while nobody reads.
  class Watch;

  /// To be called before closing, so that what was sent arrives: bytes that are still on their way here would otherwise
  /// turn the close into a reset that destroys it (RFC 9112 §9.6).
  Task<> linger();

 private:
  Stream& stream_;
  std::string bytes_;
};

/// It reads ahead, 64 KiB at most: who says more than that unasked is given up. Nobody else listens to the stream.
class Incoming::Watch final : StreamListener {
 public:
  /// `on_gone` is called once, perhaps in here; it outlives the watch.
  Watch(Incoming& incoming, const std::function<void()>& on_gone);
  ~Watch() { incoming_.stream_.set_listener(nullptr); }
  Watch(const Watch&) = delete;
  Watch& operator=(const Watch&) = delete;

  bool has_gone() const { return gone_; }

 private:
  void on_stream_ready() override;

  Incoming& incoming_;
  const std::function<void()>& on_gone_;
  bool gone_ = false;
};

}  // namespace kotori::inline v0::server
