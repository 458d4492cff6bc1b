#pragma once
#include "chat/model/ids.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/catch_ups.hpp"
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
  Desk(Reception& reception, Log& log, std::span<const std::unique_ptr<Reception>> receptions,
       std::span<const std::unique_ptr<Rooms>> rooms);

  Reception& reception() { return reception_; }
  Log& log() { return log_; }
  CatchUps& catch_ups() { return catch_ups_; }
  ReadMarks& read_marks() { return read_marks_; }
  kotori::TaskGroup& tasks() { return tasks_; }

  /// The rooms among which this one is.
  Rooms& rooms_of(const RoomName& room) const;

  /// Brings a visit into a room of which its person is a member, and seats it there.
  kotori::Task<> enter(VisitNumber visit, RoomName room, CatchUps::Start start);
  /// The same for all rooms of a visit but the lobby, one after the other; `known` is what it knows of them.
  kotori::Task<> enter_all(VisitNumber visit, std::vector<RoomName> rooms, std::optional<protocol::Resume> known);

  /// Where a visit that knows this begins to hear a room.
  CatchUps::Start start_of(const RoomName& room, const std::optional<protocol::Resume>& known) const;

  /// Waits until everything that was begun is done.
  kotori::Task<> settle();

 private:
  Reception& reception_;
  Log& log_;
  std::span<const std::unique_ptr<Rooms>> rooms_;
  kotori::TaskGroup tasks_;
  CatchUps catch_ups_;
  ReadMarks read_marks_;
};

}  // namespace chat
