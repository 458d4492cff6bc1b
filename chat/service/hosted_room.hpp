#pragma once
#include "chat/model/person.hpp"
#include "chat/ports/bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/protocol/from_client.hpp"
#include "chat/protocol/to_client.hpp"
#include "chat/room/room.hpp"
#include "chat/service/holes.hpp"
#include "chat/service/neighbours.hpp"
#include "chat/service/passing.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/rosters.hpp"
#include "chat/service/telling.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace chat {

class HostedRoom;

/// Somebody has become a member of a room, by a command of that visit.
struct Joining {
  RoomName room;
  UserId user;
  VisitorNumber visitor = 0;
  ReplyTo by;
};

/// Who looks after the rooms of a loop.
class Landlord {
 public:
  virtual Log& log() = 0;
  virtual Neighbours& neighbours() = 0;
  /// Owns what a room begins.
  virtual kotori::TaskGroup& tasks() = 0;
  /// Nobody needs this room any more; it may go in a later turn.
  virtual void vacant(const RoomName& room) = 0;
  /// Somebody goes by another name, everywhere; `here` is who, if they are in the room by a connection to this node.
  virtual void renamed(const protocol::Renamed& fact, const Visitor* here) = 0;
  /// Somebody became a member of a room, by a command of this visit.
  virtual void joined(const Joining& joining) = 0;

 protected:
  ~Landlord() = default;
};

/// What somebody finds who comes into a room: facts up to `head` are history, those above it will be told.
struct View {
  HostedRoom* room = nullptr;
  Seq head;
  std::vector<Person> here;
  std::uint32_t count = 0;
};

/// A room on the loop that owns it: asks its rules, has the log keep what they grant, and then tells everyone. Except
/// for loop(), call everything on that loop. It lives as long as it is needed: see Need.
class HostedRoom final : kotori::TurnEnd {
 public:
  HostedRoom(kotori::Loop& loop, RoomName name, const RoomRecord& record, Landlord& landlord,
             std::span<const std::unique_ptr<Reception>> receptions);

  kotori::Loop& loop() const { return loop_; }
  const Room& room() const { return room_; }
  bool needed() const { return needed_ > 0; }
  /// Sends what it has to tell on its way, before it goes.
  void finish();

  /// Keeps the room from going, while it lives.
  class Need {
   public:
    explicit Need(HostedRoom& room) : room_(room) { ++room_.needed_; }
    ~Need() { room_.needed_no_more(); }
    Need(const Need&) = delete;
    Need& operator=(const Need&) = delete;

   private:
    HostedRoom& room_;
  };

  /// A connection of somebody comes in, from that loop; it needs the room until it leaves. All up to the head of what
  /// it sees has been sent on its way to that loop, and all above follows: who acts when this answer has come, before
  /// the loop's next job, misses nothing and hears nothing twice.
  View arrive(const Visitor& visitor, std::size_t from_loop);
  View look();
  void leave(const UserId& user, std::size_t from_loop);

  /// What became of a command.
  enum class Done : std::uint8_t {
    yes,
    refused,
    not_now,  ///< it may be sent again
  };
  /// Has a command done, or refused; the answer is on its way when it ends.
  kotori::Task<Done> obey(VisitorNumber who, Origin by, std::string id, protocol::Command command, ReplyTo reply_to);
  void begin(VisitorNumber who, Origin by, std::string id, protocol::Command command, ReplyTo reply_to);

  void typing(const UserId& user);
  void rename(const Person& person) { room_.rename(person); }

  /// Another node says something about the room. Of facts, what is missing is read from the log, what is known dropped.
  void hear(const NodeId& from, const News& news);
  /// These nodes live.
  void know_living(const std::vector<NodeId>& nodes);
  /// Of the nodes only this one is known to have people here.
  bool alone() const { return rosters_ && rosters_->alone(); }

  /// A fact of this room, from wherever: it is told if it comes next.
  void happened(const protocol::Fact& fact);
  Holes& holes() { return holes_; }

 private:
  kotori::Task<> obey_in_time(VisitorNumber who, Origin by, std::string id, protocol::Command command,
                              ReplyTo reply_to);
  Done report(const Outcome& outcome, const Decision& decision, VisitorNumber who, std::string id,
              const ReplyTo& reply_to);
  void follow(const protocol::Fact& fact);
  void needed_no_more();
  void on_turn_end() override;

  kotori::Loop& loop_;
  Room room_;
  Landlord& landlord_;
  Telling telling_;
  Passing passing_;
  Holes holes_;
  std::unique_ptr<Rosters> rosters_;    // none while there are no other nodes
  std::vector<protocol::Fact> stored_;  // in this turn
  std::size_t needed_ = 0;
};

}  // namespace chat
