#pragma once
#include "chat/ports/log.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/async/timer.hpp"

#include <random>

namespace chat {

class Rooms;

/// Compares every five seconds, or a little sooner, how far the rooms of a loop are with how far the log is: so a room
/// learns of what the bus has lost. Only where there are other nodes, and while there are rooms; belongs to that loop.
class Heads final : kotori::Timer {
 public:
  /// All outlive it; it owns nothing but the time of the next comparison, drawn from a seed so that not all ask at
  /// once.
  Heads(Rooms& rooms, Log& log, kotori::TaskGroup& tasks, unsigned seed)
      : rooms_(rooms), log_(log), tasks_(tasks), random_(seed) {}

  /// There is a room.
  void begin();

 private:
  void on_time() override;
  kotori::Task<> compare();

  Rooms& rooms_;
  Log& log_;
  kotori::TaskGroup& tasks_;
  std::minstd_rand random_;
  bool comparing_ = false;
};

}  // namespace chat
