#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/websocket/counts.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace kotori::inline v0 {

/// How many connections a server has, and how many it has turned away, by which of its ConnectionLimits.
struct ConnectionCounts {
  std::size_t open = 0;
  std::size_t handshakes = 0;  ///< of those: their first request is not yet whole
  std::uint64_t refused_by_all = 0;
  std::uint64_t refused_by_address = 0;
  std::uint64_t refused_by_handshakes = 0;
  bool operator==(const ConnectionCounts&) const = default;
};

/// What a server knows of itself: request.server. Any thread, once it listens.
class ServerStatus {
 public:
  /// How many are connected, and have been turned away.
  virtual ConnectionCounts connection_counts() const = 0;
  /// What the WebSockets on its loops have come to, whoever opened them.
  virtual WebSocketCounts websocket_counts() const = 0;
  /// Of each of its loops, how long it has been at work.
  virtual std::vector<Duration> busy_times() const = 0;

 protected:
  ~ServerStatus() = default;
};

}  // namespace kotori::inline v0
