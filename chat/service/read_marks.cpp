#include "chat/service/read_marks.hpp"

#include "chat/service/on_loop.hpp"
#include "kotori/base/log.hpp"

#include <chrono>
#include <vector>

namespace chat {
namespace {

constexpr kotori::Duration gathered_for = std::chrono::milliseconds{500};

}  // namespace

ReadMarks::ReadMarks(kotori::Loop& loop, Log& log, kotori::TaskGroup& tasks, Neighbours& neighbours,
                     std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop), log_(log), tasks_(tasks), neighbours_(neighbours), receptions_(receptions) {}

void ReadMarks::mark(const Visitor& visitor, const RoomName& room, Seq seq, VisitNumber by) {
  auto& mark = marks_[{visitor.number, room}];
  if (seq < mark.seq) return;
  mark = {.user = visitor.person.id, .seq = seq, .by = by};
  if (!armed()) loop_.arm(*this, gathered_for);
}

void ReadMarks::flush() {
  if (marks_.empty()) return;
  const auto marks = std::make_shared<const Marks>(std::exchange(marks_, {}));
  for (const auto& reception : receptions_)
    call_soon(reception->loop(), [&there = *reception, marks, here = reception->index() == loop_.index()] {
      for (const auto& [whose, mark] : *marks)
        there.tell_person(whose.first, protocol::ReadElsewhere{.room = whose.second, .seq = mark.seq},
                          here ? mark.by : 0);
    });
  for (const auto& [whose, mark] : *marks)
    neighbours_.tell(ForPerson{whose.first, protocol::ReadElsewhere{.room = whose.second, .seq = mark.seq}});
  tasks_.spawn(keep(*marks));
}

kotori::Task<> ReadMarks::keep(Marks marks) {
  std::vector<ReadMark> kept;
  for (auto& [whose, mark] : marks)
    kept.push_back({.user = std::move(mark.user), .room = whose.second, .seq = mark.seq});
  const auto done = co_await log_.keep_read(std::move(kept));
  if (!done) kotori::log::warning("read marks are lost", {{"why", done.error().message}});
}

}  // namespace chat
