#pragma once
#include "chat/ports/bus.hpp"
#include "chat/service/neighbours.hpp"
#include "kotori/async/timer.hpp"

namespace chat {

class Rooms;

/// Looks for other nodes that have people in the rooms of a loop in which only this node is known to: says every 15
/// seconds which those are, a few thousand in one message, so that rosters which were lost are told again and yet a
/// room costs nothing while nothing happens. Only where there are other nodes, and while there are rooms; belongs to
/// that loop.
class Companions final : kotori::Timer {
 public:
  /// Both outlive it.
  Companions(Rooms& rooms, Neighbours& neighbours) : rooms_(rooms), neighbours_(neighbours) {}

  /// There is a room.
  void begin();
  /// Another node is alone: where this one has people, too, it is told.
  void hear(const NodeId& from, const AloneIn& news);

 private:
  void on_time() override;

  Rooms& rooms_;
  Neighbours& neighbours_;
};

}  // namespace chat
