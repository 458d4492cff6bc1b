#pragma once
#include "chat/ports/nodes.hpp"

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

}  // namespace chat
