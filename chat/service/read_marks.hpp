#pragma once
#include "chat/ports/log.hpp"
#include "chat/service/neighbours.hpp"
#include "chat/service/reception.hpp"
#include "kotori/async/loop.hpp"
#include "kotori/async/task_group.hpp"

#include <map>
#include <memory>
#include <span>
#include <utility>

namespace chat {

/// How far the people of one loop have read: gathered for half a second, then kept, and told to their other devices. A
/// mark that a crash takes back is one that the client sends again.
class ReadMarks final : kotori::Timer {
 public:
  /// All outlive it.
  ReadMarks(kotori::Loop& loop, Log& log, kotori::TaskGroup& tasks, Neighbours& neighbours,
            std::span<const std::unique_ptr<Reception>> receptions);

  /// `by` is the visit, on this loop, that needs not be told.
  void mark(const Visitor& visitor, const RoomName& room, Seq seq, VisitNumber by);
  /// Keeps and tells what has been gathered.
  void flush();

 private:
  struct Mark {
    UserId user;
    Seq seq;
    VisitNumber by = 0;
  };
  using Marks = std::map<std::pair<VisitorNumber, RoomName>, Mark>;

  void on_time() override { flush(); }
  kotori::Task<> keep(Marks marks);

  kotori::Loop& loop_;
  Log& log_;
  kotori::TaskGroup& tasks_;
  Neighbours& neighbours_;
  std::span<const std::unique_ptr<Reception>> receptions_;
  Marks marks_;
};

}  // namespace chat
