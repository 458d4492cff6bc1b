#pragma once
#include "chat/model/ids.hpp"
#include "chat/model/person.hpp"
#include "chat/ports/hall.hpp"
#include "chat/ports/recipient.hpp"
#include "chat/protocol/events.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/service/heartbeats.hpp"
#include "kotori/async/loop.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

namespace chat {

class HostedRoom;

/// A visit, as one loop tells its visits apart; never used again.
using VisitNumber = std::uint64_t;

/// Where the answer to a command goes, from whichever loop: nowhere when the visit has ended by then.
struct ReplyTo {
  std::size_t loop = 0;
  VisitNumber visit = 0;
};

/// A room as the connections of one loop hear it.
struct Place {
  HostedRoom& room;  ///< on its own loop
  RoomName name;
  std::unique_ptr<Hall> hall;
  Seq told;                ///< the last fact that the hall was told
  std::size_t inside = 0;  ///< connections that are seated in it or on their way there
};

/// A connection of a person, and what it hears.
struct Visiting {
  struct Entry {
    Place* place;
    std::uint64_t number;  ///< never used again on this loop: coming in once more is another entry
    bool seated = false;
  };
  Recipient& recipient;
  Visitor visitor;
  DeviceId device;
  std::vector<Entry> entries;
  std::size_t unanswered = 0;
  std::coroutine_handle<> waiting;  ///< the connection that would ask more than it may

  /// Null when it does not hear this room, nor is on its way there.
  Entry* find(const RoomName& room);
};

/// What one loop keeps of the chat: the visits of its connections, and the halls in which they sit. Belongs to that
/// loop.
class Reception final : Heartbeats::Source {
 public:
  Reception(kotori::Loop& loop, const HallFactory& halls);
  Reception(const Reception&) = delete;
  Reception& operator=(const Reception&) = delete;

  kotori::Loop& loop() const { return loop_; }
  std::size_t index() const { return loop_.index(); }

  VisitNumber enter(Recipient& recipient, Visitor visitor, DeviceId device);
  /// Null when it has ended.
  Visiting* find(VisitNumber visit);
  /// Ends it; its places are left.
  void leave(VisitNumber visit);

  /// From here on the visit is on its way into the room, which has let it in at `head`. In the turn in which that
  /// answer came from the room's loop.
  Visiting::Entry& come_in(Visiting& visiting, HostedRoom& room, const RoomName& name, Seq head);
  void seat(Visiting& visiting, Visiting::Entry& entry);

  void answer(VisitNumber visit, const protocol::Answer& answer);
  void tell(const RoomName& room, std::span<const protocol::Event> events);
  /// This person may hear the room no longer.
  void send_out(const RoomName& room, VisitorNumber visitor);
  /// Null when none of this person's connections is here.
  const Visitor* find_visitor(VisitorNumber visitor) const;
  /// Ends all connections, with a code that says "come back".
  void turn_all_away();
  /// This person goes by another name.
  void rename(const Visitor& visitor);
  /// To all of a person's connections but one; 0: to all.
  void tell_person(VisitorNumber visitor, const protocol::Notice& notice, VisitNumber except);

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

  bool beat(std::uint64_t visit) override;
  void get_out(Visiting& visiting, Place& place, bool seated);

  kotori::Loop& loop_;
  const HallFactory& make_hall_;
  VisitNumber last_ = 0;
  std::uint64_t last_entry_ = 0;
  std::unordered_map<VisitNumber, Visiting> visits_;
  std::unordered_multimap<VisitorNumber, VisitNumber> by_visitor_;
  std::map<RoomName, Place> places_;
  Heartbeats heartbeats_;
};

}  // namespace chat
