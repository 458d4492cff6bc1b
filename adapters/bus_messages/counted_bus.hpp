#pragma once
#include "adapters/bus_messages/bus_counts.hpp"
#include "chat/ports/bus.hpp"

namespace adapters {

/// A Bus between processes, which says how it fares. Any thread.
class CountedBus : public chat::Bus {
 public:
  /// Whether it has its connection.
  virtual bool reachable() const = 0;
  virtual BusCounts counts() const = 0;
};

}  // namespace adapters
