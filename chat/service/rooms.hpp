#pragma once
#include "chat/ports/bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/hosted_room.hpp"
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
    virtual void stored(const RoomName& room, std::vector<protocol::Fact> facts) = 0;
    virtual void renamed(const Visitor& visitor) = 0;
    virtual void joined(const RoomName& room, VisitorNumber visitor, const ReplyTo& by) = 0;

   protected:
    ~Messenger() = default;
  };

  /// All outlive it.
  Rooms(kotori::Loop& loop, Log& log, Messenger& messenger, std::span<const std::unique_ptr<Reception>> receptions);

  kotori::Loop& loop() const { return loop_; }

  struct Arrival {
    Admission admission;
    View view;
  };
  /// Lets somebody into the lobby. Error: unavailable.
  kotori::Task<kotori::Result<Arrival>> admit(UserId user, std::size_t from_loop);
  /// Lets somebody into another room of this loop, if it admits them: else empty. Error: unavailable.
  kotori::Task<kotori::Result<std::optional<View>>> enter(RoomName name, Visitor visitor, std::size_t from_loop);
  /// Has a command done in a room that its sender has not entered.
  kotori::Task<HostedRoom::Done> obey(RoomName name, VisitorNumber who, Origin by, std::string id,
                                      protocol::Command command, ReplyTo reply_to);

  /// Null while nobody needs it.
  HostedRoom* find(const RoomName& room);
  void rename(const Person& person);

  /// Waits until everything that was begun has been answered.
  kotori::Task<> settle() { co_await tasks_.join(); }

 private:
  /// The room; it goes again unless somebody needs it by the end of the turn. Error: unavailable.
  kotori::Task<kotori::Result<HostedRoom*>> open(RoomName name);

  Log& log() override { return log_; }
  kotori::TaskGroup& tasks() override { return tasks_; }
  void vacant(const RoomName& room) override;
  void stored(const RoomName& room, std::vector<protocol::Fact> facts) override;
  void renamed(const Visitor& visitor) override { messenger_.renamed(visitor); }
  void joined(const RoomName& room, VisitorNumber visitor, const ReplyTo& by) override {
    messenger_.joined(room, visitor, by);
  }

  kotori::Loop& loop_;
  Log& log_;
  Messenger& messenger_;
  std::span<const std::unique_ptr<Reception>> receptions_;
  std::map<RoomName, std::unique_ptr<HostedRoom>> rooms_;
  std::map<RoomName, std::vector<std::coroutine_handle<>>> opening_;  // being read, and who waits for it
  kotori::TaskGroup tasks_;
};

}  // namespace chat
