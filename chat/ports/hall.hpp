#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/events.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <span>

namespace kotori::inline v0 {
class Loop;
}

namespace chat {

/// What became of a replay; nothing was told unless it is done.
enum class Replay : std::uint8_t {
  done,
  forgotten,  ///< some of it is not remembered: read the log
  misfit,     ///< the fact at the position has another time: it is not the one that the recipient knows
};

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

  /// Tells one recipient all facts after the position that the hall was told, if it remembers them all; with a time in
  /// the position, also the fact that stands there.
  virtual Replay replay(Recipient& recipient, const protocol::Position& after) = 0;
  /// Facts from the log, ascending without holes and none that the hall has not been told, read after it had been told
  /// `as_of`: to be remembered if they lead up to what is, unless one has been deleted since.
  virtual void remember(std::span<const protocol::Fact> facts, Seq as_of) = 0;
};

/// Makes the hall of a room on the loop on which it is called. The next fact that it is told is the one after `head`.
using HallFactory = std::function<std::unique_ptr<Hall>(kotori::Loop& loop, const RoomName& room, Seq head)>;

}  // namespace chat
