#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/to_client.hpp"
#include "kotori/async/loop.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>

namespace chat {

/// A visit, as one loop tells its visits apart; never used again.
using VisitNumber = std::uint64_t;

/// Where the answer to a command goes, from whichever loop: nowhere when the visit has ended by then.
struct ReplyTo {
  std::size_t loop = 0;
  VisitNumber visit = 0;
};

/// What one loop keeps of the chat: the visits of its connections, and the halls in which they sit. Belongs to that
/// loop.
class Reception {
 public:
  Reception(kotori::Loop& loop, const HallFactory& halls) : loop_(loop), make_hall_(halls) {}
  Reception(const Reception&) = delete;
  Reception& operator=(const Reception&) = delete;

  kotori::Loop& loop() const { return loop_; }
  std::size_t index() const { return loop_.index(); }

  VisitNumber enter(Recipient& recipient);
  void leave(VisitNumber visit) { visits_.erase(visit); }

  /// The hall of a room on this loop; made when it is first needed.
  Hall& hall(const RoomName& room);

  void answer(VisitNumber visit, const protocol::Answer& answer);
  void tell(const RoomName& room, std::span<const protocol::Event> events);

  /// co_await may_ask(visit): counts one more unanswered command, and waits while there are very many.
  auto may_ask(VisitNumber visit) {
    struct Awaiter {
      Visiting& visiting;
      bool await_ready() const { return visiting.unanswered < most_unanswered; }
      void await_suspend(std::coroutine_handle<> caller) { visiting.waiting = caller; }
      void await_resume() { ++visiting.unanswered; }
    };
    return Awaiter{visits_.at(visit)};
  }

 private:
  static constexpr std::size_t most_unanswered = 256;

  struct Visiting {
    Recipient& recipient;
    std::size_t unanswered = 0;
    std::coroutine_handle<> waiting;  // the connection that would ask more than it may
  };

  kotori::Loop& loop_;
  const HallFactory& make_hall_;
  VisitNumber last_ = 0;
  std::unordered_map<VisitNumber, Visiting> visits_;
  std::map<RoomName, std::unique_ptr<Hall>> halls_;
};

}  // namespace chat
