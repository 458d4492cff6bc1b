#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/log.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/service/hosted_room.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/visit.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"

#include <map>
#include <memory>
#include <span>
#include <vector>

namespace chat {

/// The room in which everyone is, always.
inline const RoomName lobby{"lobby"};

/// The chat: keeps each room on one loop, seats who arrives, and lets nobody hear of anything before it is on disk.
///
/// start() it, let people arrive(), and when the last Visit has ended stop() it; then it may be destroyed. Loops, log
/// and bus outlive it. The loops are those of the connections, in the order of their index().
class Service final : BusListener {
 public:
  Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls);
  ~Service();
  Service(const Service&) = delete;
  Service& operator=(const Service&) = delete;

  /// Reads where the rooms have got to; done before the first arrive(). Throws std::runtime_error when the log cannot
  /// say.
  kotori::Task<> start();

  /// Seats a visitor in the lobby: the recipient is told the welcome, then whatever happens there. Empty when that
  /// cannot be now; the recipient has been told the refusal. Call it on the connection's loop; the recipient outlives
  /// the visit.
  kotori::Task<std::unique_ptr<Visit>> arrive(UserId user, protocol::Hello hello, Recipient& recipient);

  /// Waits until everything that was begun has been answered.
  kotori::Task<> stop();

  /// For visits. Null when there is no such room.
  HostedRoom* find(const RoomName& room) const;
  Log& log() const { return log_; }

 private:
  void on_hint(const Hint& hint) override;

  Log& log_;
  Bus& bus_;
  HallFactory halls_;
  std::vector<std::unique_ptr<Reception>> receptions_;
  std::map<RoomName, std::unique_ptr<HostedRoom>> rooms_;  // from start() on it stays as it is
};

}  // namespace chat
