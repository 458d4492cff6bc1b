#pragma once
#include "chat/ports/nodes.hpp"
#include "chat/service/cluster.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/async/timer.hpp"

#include <functional>
#include <vector>

namespace chat {

/// This node's life in the register of nodes: renewed every ten seconds. Belongs to one loop.
class Lease final : kotori::Timer {
 public:
  /// `living` hears, on that loop, which nodes live, in their order.
  Lease(kotori::Loop& loop, Cluster cluster, std::function<void(std::vector<NodeId>)> living);

  kotori::Loop& loop() const { return loop_; }
  /// Who this node is from here on. Throws std::runtime_error when it cannot be entered.
  kotori::Task<NodeId> enter();
  /// It ends in good order.
  kotori::Task<> leave();

 private:
  void on_time() override { tasks_.spawn(renew()); }
  kotori::Task<> renew();

  kotori::Loop& loop_;
  Cluster cluster_;
  std::function<void(std::vector<NodeId>)> living_;
  NodeId self_;
  bool left_ = false;
  kotori::TaskGroup tasks_;
};

}  // namespace chat
