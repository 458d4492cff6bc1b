#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/bus.hpp"
#include "chat/service/cluster.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <unordered_map>
#include <vector>

namespace chat {

class Desk;

/// The other nodes that serve the same log: what this one says to them and hears from them, over the bus. Any loop may
/// call it.
class Neighbours final : BusListener {
 public:
  /// Both outlive it; there is one desk of each loop before it listens. Alone it says only what has been stored.
  Neighbours(Bus& bus, bool alone, const std::vector<std::unique_ptr<Desk>>& desks)
      : bus_(bus), alone_(alone), desks_(desks) {}

  /// From here on they are heard, and this node is known to them as `self`.
  void listen(NodeId self);
  /// When it returns nothing more is heard; what was heard before may still be on its way to the loops.
  void forget() { bus_.forget(*this); }

  bool alone() const { return alone_; }

  void stored(Hint hint) { bus_.publish(hint, *this); }
  void tell(const News& news);

  /// A room begins, or ends, to be kept here.
  void want(const RoomName& room);
  void want_no_more(const RoomName& room);
  /// A visit of somebody begins, or ends.
  void came(VisitorNumber visitor);
  void went(VisitorNumber visitor);

  void count_living(std::size_t nodes) { living_ = nodes; }
  void count_hole_filled() { ++holes_filled_; }
  ClusterCounts counts() const { return {.nodes = living_, .holes_filled = holes_filled_}; }

 private:
  const NodeId& node() const override { return self_; }
  void on_news(const NodeId& from, const News& news) override;

  Bus& bus_;
  const bool alone_;
  const std::vector<std::unique_ptr<Desk>>& desks_;
  NodeId self_;
  std::atomic<std::uint64_t> living_ = 0, holes_filled_ = 0;
  std::mutex mutex_;  // held while the bus is asked: what is wanted last must be asked last
  std::unordered_map<VisitorNumber, std::size_t> visits_;
};

}  // namespace chat
