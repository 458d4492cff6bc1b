#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/log.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/cluster.hpp"
#include "chat/service/desk.hpp"
#include "chat/service/lease.hpp"
#include "chat/service/neighbours.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/rooms.hpp"
#include "chat/service/start_over.hpp"
#include "chat/service/visit.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace chat {

/// The chat: keeps each room on one loop, seats who arrives, and lets nobody hear of anything before it is on disk.
///
/// start() it, let people arrive(), and when the last Visit has ended stop() it; then it may be destroyed. Loops, log
/// and bus outlive it. The loops are those of the connections, in the order of their index(). With a cluster it is one
/// of several nodes, and each room is served by all of them.
class Service final : Rooms::Messenger {
 public:
  Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls,
          std::optional<Cluster> cluster = {});
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Done before the first arrive(). Throws std::runtime_error when the log cannot be read, or the node not be entered.
  kotori::Task<> start();

  /// Lets a visitor in: the recipient is told the welcome and then, room by room, what it missed and whatever happens
  /// there. Empty when that cannot be now; the recipient has been told the refusal. Call it on the connection's loop;
  /// the recipient outlives the visit.
  kotori::Task<std::unique_ptr<Visit>> arrive(UserId user, protocol::Hello hello, Recipient& recipient);

  /// Any thread; without a cluster all zero.
  ClusterCounts cluster_counts() const { return neighbours_.counts(); }

  /// Waits until everything that was begun has been answered.
  kotori::Task<> stop();

 private:
  void renamed(const Person& person, const Visitor* here) override;
  void joined(const Joining& joining) override;

  Log& log_;
  HallFactory halls_;
  Neighbours neighbours_;
  // One of each for each loop.
  std::vector<std::unique_ptr<Reception>> receptions_;
  std::vector<std::unique_ptr<Rooms>> rooms_;
  std::vector<std::unique_ptr<Desk>> desks_;
  StartOver start_over_;
  std::optional<Lease> lease_;  // with a cluster
};

}  // namespace chat
