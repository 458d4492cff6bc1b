#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/log.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/desk.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/rooms.hpp"
#include "chat/service/visit.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"

#include <memory>
#include <span>
#include <vector>

namespace chat {

/// The chat: keeps each room on one loop, seats who arrives, and lets nobody hear of anything before it is on disk.
///
/// start() it, let people arrive(), and when the last Visit has ended stop() it; then it may be destroyed. Loops, log
/// and bus outlive it. The loops are those of the connections, in the order of their index().
class Service final : BusListener, Rooms::Messenger {
 public:
  Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Done before the first arrive(). Throws std::runtime_error when the log cannot be read.
  kotori::Task<> start();

  /// Lets a visitor in: the recipient is told the welcome and then, room by room, what it missed and whatever happens
  /// there. Empty when that cannot be now; the recipient has been told the refusal. Call it on the connection's loop;
  /// the recipient outlives the visit.
  kotori::Task<std::unique_ptr<Visit>> arrive(UserId user, protocol::Hello hello, Recipient& recipient);

  /// Waits until everything that was begun has been answered.
  kotori::Task<> stop();

 private:
  const NodeId& node() const override { return node_; }
  void on_news(const NodeId& from, const News& news) override;
  void stored(const RoomName& room, std::vector<protocol::Fact> facts) override;
  void renamed(const Visitor& visitor) override;
  void joined(const RoomName& room, VisitorNumber visitor, const ReplyTo& by) override;

  Log& log_;
  Bus& bus_;
  HallFactory halls_;
  NodeId node_;
  // One of each for each loop.
  std::vector<std::unique_ptr<Reception>> receptions_;
  std::vector<std::unique_ptr<Rooms>> rooms_;
  std::vector<std::unique_ptr<Desk>> desks_;
};

}  // namespace chat
