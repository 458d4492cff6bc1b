#pragma once
#include "chat/ports/bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/arrivals.hpp"
#include "chat/service/companions.hpp"
#include "chat/service/heads.hpp"
#include "chat/service/hosted_room.hpp"
#include "chat/service/neighbours.hpp"
#include "kotori/async/task_group.hpp"

#include <coroutine>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace chat {

/// The rooms that one loop owns: each is read from the log when somebody first needs it, and forgotten when nobody does
/// any more. Call everything but loop() on that loop.
class Rooms final : Landlord {
 public:
  /// What a room has to tell beyond its walls.
  class Messenger {
   public:
    virtual void renamed(const Person& person, const Visitor* here) = 0;
    virtual void joined(const Joining& joining) = 0;

   protected:
    ~Messenger() = default;
  };

  /// All outlive it.
  Rooms(kotori::Loop& loop, Log& log, Messenger& messenger, Neighbours& neighbours,
        std::span<const std::unique_ptr<Reception>> receptions);

  kotori::Loop& loop() const { return loop_; }

  struct Arrival {
    Admission admission;
    View view;
    std::vector<RoomName> joined;  ///< meanwhile, elsewhere
  };
  /// Lets somebody into the lobby. Error: unavailable.
  kotori::Task<kotori::Result<Arrival>> admit(UserId user, std::size_t from_loop);
  /// Lets somebody into another room of this loop, if it admits them: else empty. `member_at` is how far the room was
  /// when the log said that they are a member, if it did: the room is at least as far then. Error: unavailable.
  kotori::Task<kotori::Result<std::optional<View>>> enter(RoomName name, Visitor visitor, std::size_t from_loop,
                                                          std::optional<Seq> member_at);
  /// Whether a room of this loop admits somebody, as the log is now. Error: unavailable.
  kotori::Task<kotori::Result<bool>> admits(RoomName name, UserId user);
  /// Has a command done in a room that its sender has not entered.
  kotori::Task<HostedRoom::Done> obey(RoomName name, VisitorNumber who, Origin by, std::string id,
                                      protocol::Command command, ReplyTo reply_to);

  /// Null while nobody needs it.
  HostedRoom* find(const RoomName& room);
  std::vector<RoomName> names() const;
  auto begin() const { return rooms_.begin(); }
  auto end() const { return rooms_.end(); }
  void rename(const Person& person);
  /// Somebody who is being let in, into the lobby of this loop, may not know it.
  void joined(const UserId& user, const RoomName& room) { arrivals_.joined(user, room); }

  /// Another node says something about a room.
  void hear(const RoomName& name, const NodeId& from, const News& news);
  void hear(const NodeId& from, const AloneIn& news) { companions_.hear(from, news); }
  void know_living(const std::vector<NodeId>& nodes);

  /// Waits until everything that was begun has been answered, and all rooms have gone.
  kotori::Task<> settle() { co_await tasks_.join(); }

 private:
  /// The room; it goes again unless somebody needs it by the end of the turn. Error: unavailable.
  kotori::Task<kotori::Result<HostedRoom*>> open(RoomName name);

  /// What the room may not have heard of yet that decides who may come in.
  kotori::Task<bool> learn(HostedRoom& room, std::optional<Seq> member_at);
  void begin(const RoomName& name, const RoomRecord& record, Seq hinted);

  Log& log() override { return log_; }
  Neighbours& neighbours() override { return neighbours_; }
  kotori::TaskGroup& tasks() override { return tasks_; }
  void vacant(const RoomName& room) override;
  void renamed(const protocol::Renamed& fact, const Visitor* here) override;
  void joined(const Joining& joining) override { messenger_.joined(joining); }

  struct Opening {
    std::vector<std::coroutine_handle<>> waiting;
    Seq hinted;  ///< so far it is, as other nodes say
  };

  kotori::Loop& loop_;
  Log& log_;
  Messenger& messenger_;
  Neighbours& neighbours_;
  std::span<const std::unique_ptr<Reception>> receptions_;
  std::map<RoomName, std::unique_ptr<HostedRoom>> rooms_;
  std::map<RoomName, Opening> opening_;  // being read
  Arrivals arrivals_;
  kotori::TaskGroup tasks_;  // and the rooms, also those being read
  Heads heads_;
  Companions companions_;
};

}  // namespace chat
