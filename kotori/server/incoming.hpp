#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"

#include <cstddef>
#include <cstdint>
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

  /// To be called before closing, so that what was sent arrives: bytes that are still on their way here would otherwise
  /// turn the close into a reset that destroys it (RFC 9112 §9.6).
  Task<> linger();

 private:
  Stream& stream_;
  std::string bytes_;
};

}  // namespace kotori::inline v0::server
