#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/events.hpp"

#include <functional>
#include <memory>
#include <span>

namespace kotori {
class Loop;
}

namespace chat {

/// The members of one room that are connected to one loop: where events go out. Used on that loop only.
///
/// Halls and the recipients that sit in them come from the same adapter, so that a hall knows how each is reached. A
/// hall may remember some of the newest facts, encoded once, for all who missed the same.
class Hall {
 public:
  virtual ~Hall() = default;
  /// From here on the recipient is told what the hall is told; nothing of before. It is unseated before it dies.
  virtual void seat(Recipient& recipient) = 0;
  virtual void unseat(Recipient& recipient) = 0;
  /// Tells everyone seated, in this order. Never waits.
  virtual void tell(std::span<const protocol::Event> events) = 0;

  /// Tells one recipient all facts after `seq` that the hall was told, and nothing unless it remembers them all: then
  /// it says false.
  virtual bool replay(Recipient& recipient, Seq after) = 0;
  /// Facts from the log, ascending without holes: to be remembered if they lead up to what is.
  virtual void remember(std::span<const protocol::Fact> facts) = 0;
};

/// Makes the hall of a room on the loop on which it is called. The next fact that it is told is the one after `head`.
using HallFactory = std::function<std::unique_ptr<Hall>(kotori::Loop& loop, const RoomName& room, Seq head)>;

}  // namespace chat
