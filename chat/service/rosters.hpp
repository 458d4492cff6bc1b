#pragma once
#include "chat/ports/bus.hpp"
#include "chat/ports/nodes.hpp"
#include "chat/room/room.hpp"
#include "chat/service/neighbours.hpp"
#include "chat/service/passing.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/base/clock.hpp"

#include <cstdint>
#include <map>
#include <string>
#include <vector>

namespace chat {

/// Who is in a room by connections to other nodes, as those say; and saying the same to them. What a node said counts
/// until it says something else, or it has died, or nothing comes from it any more. It is said again and again while
/// other nodes are known to have people here; else Companions looks for those. Only where there are other nodes;
/// belongs to the room's loop.
class Rosters final : kotori::Timer {
 public:
  /// All outlive it.
  Rosters(kotori::Loop& loop, Room& room, Passing& passing, Neighbours& neighbours);

  /// Other people are connected here than before. New names are facts: every node hears of those by itself.
  void changed();
  /// The room goes: nobody is here any more.
  void finish();

  void hear(const NodeId& from, const Roster& roster);
  void wanted(const NodeId& from);
  /// There are people here by this node, and by others as far as is known none.
  bool alone() const { return told_of_some_ && heard_.empty(); }
  /// These nodes live.
  void know_living(const std::vector<NodeId>& nodes);

 private:
  struct Heard {
    std::uint64_t life = 0;
    kotori::Instant at{};
  };
  using Nodes = std::map<std::string, Heard>;

  void tell();
  void wait();
  void put(const std::string& node, std::uint32_t count, const std::vector<Person>& people);
  Nodes::iterator drop(Nodes::iterator node);
  void drop_former_life(const NodeId& node);
  void on_time() override;

  kotori::Loop& loop_;
  Room& room_;
  Passing& passing_;
  Neighbours& neighbours_;
  Nodes heard_;
  kotori::Instant told_;
  bool told_of_some_ = false;
  bool changed_ = false;  // since it was told
};

}  // namespace chat
