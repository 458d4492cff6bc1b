#pragma once
#include "chat/model/ids.hpp"
#include "kotori/async/task.hpp"

#include <coroutine>
#include <vector>

namespace chat {

class HostedRoom;
class Landlord;

/// What a room has not been told of the facts that are known to be stored: read from the log. Belongs to the room's
/// loop.
class Holes {
 public:
  /// Both outlive it.
  Holes(HostedRoom& room, Landlord& landlord, Seq head) : room_(room), landlord_(landlord), reached_(head) {}

  /// Facts are stored up to here: the room will have them soon. When the log cannot be read, who says so next tries
  /// again.
  void reached(Seq seq);

  // Who waits for these needs the room.

  /// The same, and goes on when the room has them; false when the log cannot be read.
  kotori::Task<bool> reach(Seq seq);
  /// The same up to where the log says that the room is.
  kotori::Task<bool> catch_up();

 private:
  kotori::Task<> fill();
  void wake();

  HostedRoom& room_;
  Landlord& landlord_;
  Seq reached_;  // above the room's head while a hole is being filled
  bool filling_ = false;
  std::vector<std::coroutine_handle<>> waiting_;
};

}  // namespace chat
