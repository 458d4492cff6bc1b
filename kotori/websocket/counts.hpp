#pragma once
#include <atomic>
#include <cstdint>

namespace kotori::inline v0 {

class Loop;

/// What the WebSockets of some loops have come to. Read while they run it is as of a moment ago.
struct WebSocketCounts {
  std::uint64_t open = 0;          ///< now
  std::uint64_t unsent_bytes = 0;  ///< now, held for peers that are behind, with its bookkeeping

  // From the beginning:
  std::uint64_t opened = 0;
  std::uint64_t messages_received = 0;  ///< whole ones, not those of a FrameStream
  std::uint64_t messages_sent = 0;      ///< given to a socket to be sent; to an audience, once for each who hears it
  std::uint64_t bytes_received = 0;     ///< frames, as they travel but for TLS
  std::uint64_t bytes_sent = 0;         ///< likewise
  std::uint64_t pings_sent = 0;
  std::uint64_t pongs_heard = 0;
  std::uint64_t dead_peers = 0;           ///< did not answer a ping
  std::uint64_t slow_readers_bytes = 0;   ///< closed over outbox_bytes
  std::uint64_t slow_readers_time = 0;    ///< closed over undrained_time
  std::uint64_t protocol_errors = 0;      ///< closed for what they said: 1002, and 1007 to 1009
  std::uint64_t unfinished_messages = 0;  ///< of these, for message_time

  WebSocketCounts& operator+=(const WebSocketCounts& more);
  bool operator==(const WebSocketCounts&) const = default;
};

namespace websocket {

/// A figure that one thread changes and any thread may read.
class Counter {
 public:
  void add(std::uint64_t more) { value_.store(value() + more, std::memory_order_relaxed); }
  void subtract(std::uint64_t less) { add(-less); }
  std::uint64_t value() const { return value_.load(std::memory_order_relaxed); }

 private:
  std::atomic<std::uint64_t> value_ = 0;
};

/// The figures of one loop: loop.local<Counters>(). Changed on the loop, read from anywhere.
struct Counters {
  explicit Counters(Loop&) {}
  WebSocketCounts read() const;

  Counter open, unsent_bytes, opened, messages_received, messages_sent, bytes_received, bytes_sent, pings_sent,
      pongs_heard, dead_peers, slow_readers_bytes, slow_readers_time, protocol_errors, unfinished_messages;
};

}  // namespace websocket
}  // namespace kotori::inline v0
