#pragma once
#include "chat/ports/log.hpp"
#include "chat/service/desk.hpp"
#include "chat/service/rooms.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"

#include <memory>
#include <vector>

namespace chat {

/// The log turns out to be another one than it was: everyone is turned away, to come back, nobody comes in until
/// nothing of the old log is held, and then the new one is adopted. Belongs to one loop.
class StartOver {
 public:
  /// All outlive it.
  StartOver(kotori::Loop& loop, Log& log, const std::vector<std::unique_ptr<Desk>>& desks,
            const std::vector<std::unique_ptr<Rooms>>& rooms);

  /// The log has changed. Any thread.
  void begin();
  /// Waits until it is over, if it has begun. Any loop.
  kotori::Task<> settle();

 private:
  kotori::Task<> start_over();

  kotori::Loop& loop_;
  Log& log_;
  const std::vector<std::unique_ptr<Desk>>& desks_;
  const std::vector<std::unique_ptr<Rooms>>& rooms_;
  bool running_ = false;
  bool again_ = false;  // it has changed since it was adopted
  kotori::TaskGroup tasks_;
};

}  // namespace chat
