#pragma once
#include "chat/ports/nodes.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace chat {

/// What makes a node one of several that serve the same log.
struct Cluster {
  Nodes& nodes;      ///< outlives the Service
  std::string name;  ///< of this node, which no other that runs has
  /// Another process has entered under this name: this one must end. Called once, on the first loop.
  std::function<void()> superseded;
};

/// How a node fares among the others.
struct ClusterCounts {
  std::uint64_t nodes = 0;         ///< that live, this one among them, as the register said last
  std::uint64_t holes_filled = 0;  ///< times that a room has read from the log what the bus had not told it
};

}  // namespace chat
