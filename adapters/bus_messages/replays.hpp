#pragma once
#include "chat/ports/nodes.hpp"

#include <bitset>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>

namespace adapters {

/// Tells news from repetitions: each node counts what it says in one life, and what is said again counts for nothing.
/// Not thread-safe.
class Replays {
 public:
  /// What is so far behind the newest of its node counts as said before.
  static constexpr std::uint64_t window = 1024;
  /// So many nodes are remembered; beyond, the one that has been silent for the longest time is forgotten.
  static constexpr std::size_t most_nodes = 1024;

  /// Whether the node has not said this before; it has from here on. Of an older life than one that was heard, nothing
  /// is new.
  bool is_new(const chat::NodeId& node, std::uint64_t count);

 private:
  struct Heard {
    std::uint64_t life = 0;
    std::uint64_t newest = 0;
    std::uint64_t at = 0;             // when, in calls of is_new
    std::bitset<window> counts = {};  // at each count modulo the window
  };
  Heard& heard_of(const chat::NodeId& node);

  std::map<std::string, Heard> nodes_;
  std::uint64_t calls_ = 0;
};

}  // namespace adapters
