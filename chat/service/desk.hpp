#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/catch_ups.hpp"
#include "chat/service/neighbours.hpp"
#include "chat/service/read_marks.hpp"
#include "chat/service/reception.hpp"
#include "chat/service/rooms.hpp"
#include "kotori/async/task.hpp"
#include "kotori/async/task_group.hpp"

#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace chat {

/// What one loop has to serve its visits with: its reception, their catching up, how far they have read, and the way to
/// the rooms of all loops. Belongs to that loop.
class Desk {
 public:
  /// All outlive it; `rooms` has one of each loop.
  Desk(Reception& reception, Log& log, Neighbours& neighbours, std::span<const std::unique_ptr<Reception>> receptions,
       std::span<const std::unique_ptr<Rooms>> rooms);

  Reception& reception() { return reception_; }
  Log& log() { return log_; }
  Neighbours& neighbours() { return neighbours_; }
  CatchUps& catch_ups() { return catch_ups_; }
  ReadMarks& read_marks() { return read_marks_; }
  /// What was begun here, and the visits.
  kotori::TaskGroup& tasks() { return tasks_; }

  /// The rooms among which this one is.
  Rooms& rooms_of(const RoomName& room) const;
  /// Those of this loop.
  Rooms& rooms_here() const { return *rooms_[reception_.index()]; }

  struct Destination {
    RoomName room;
    std::optional<Seq> member_at;  ///< how far it was when the log said that the person is a member, if it did
  };
  /// Brings a visit into a room of which its person is a member, and seats it there.
  kotori::Task<> enter(VisitNumber visit, Destination destination, CatchUps::Start start);
  /// The same for all rooms of a visit but the lobby, one after the other; `known` is what it knows of them.
  kotori::Task<> enter_all(VisitNumber visit, std::vector<Destination> rooms, std::optional<protocol::Resume> known);

  /// Where a visit that knows this begins to hear a room.
  CatchUps::Start start_of(const RoomName& room, const std::optional<protocol::Resume>& known) const;

  /// Another node says something for all connections of a person.
  void hear(const ForPerson& news);

  /// Turns everyone away; nobody comes in until it is open again.
  void close();
  void open() { closed_ = false; }
  bool closed() const { return closed_; }

  /// Waits until everything that was begun is done, and every visit has ended.
  kotori::Task<> settle();

 private:
  kotori::Task<> tell_of_membership(VisitorNumber visitor, UserId user, RoomName room);

  Reception& reception_;
  Log& log_;
  Neighbours& neighbours_;
  std::span<const std::unique_ptr<Rooms>> rooms_;
  kotori::TaskGroup tasks_;
  CatchUps catch_ups_;
  ReadMarks read_marks_;
  bool closed_ = false;
};

}  // namespace chat
