#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/result.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace chat {

/// A process that serves the log: its name, which no other that runs has, and which of its lives this is. Each start
/// has a higher number than all before it.
struct NodeId {
  std::string name;
  std::uint64_t life = 0;
  auto operator<=>(const NodeId&) const = default;
};

/// The register of the nodes that serve one log. Who does not say for `lease` that it lives counts as dead, and the
/// people who were connected to it as gone. Any loop may call it; each answer comes back on the loop that asked.
class Nodes {
 public:
  virtual ~Nodes() = default;

  /// Registers a node under this name, in a life of its own. Error: unavailable.
  virtual kotori::Task<kotori::Result<NodeId>> enter(std::string name) = 0;
  /// Says that this node lives; which others do. Error: unavailable, or conflict when a later life of the same name has
  /// been entered: then this node must end.
  virtual kotori::Task<kotori::Result<std::vector<NodeId>>> renew(NodeId self) = 0;
  /// It ends in good order. What cannot be told now is found out when the lease ends.
  virtual kotori::Task<> leave(NodeId self) = 0;
};

}  // namespace chat
