#include "chat/service/desk.hpp"

#include "chat/service/failures.hpp"
#include "chat/service/on_loop.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace chat {

Desk::Desk(Reception& reception, Log& log, std::span<const std::unique_ptr<Reception>> receptions,
           std::span<const std::unique_ptr<Rooms>> rooms)
    : reception_(reception),
      log_(log),
      rooms_(rooms),
      tasks_(report_failure),
      catch_ups_(reception, log),
      read_marks_(reception.loop(), log, tasks_, receptions) {}

Rooms& Desk::rooms_of(const RoomName& room) const {
  return *rooms_[std::hash<std::string>{}(room.value) % rooms_.size()];
}

CatchUps::Start Desk::start_of(const RoomName& room, const std::optional<protocol::Resume>& known) const {
  if (!known) return {};
  const auto found = std::ranges::find(known->rooms, room, &protocol::Position::room);
  if (found == known->rooms.end()) return {};
  return {.after = *found, .anew = known->epoch != log_.epoch()};
}

kotori::Task<> Desk::enter(VisitNumber visit, RoomName room, CatchUps::Start start) {
  auto* visiting = reception_.find(visit);
  if (!visiting || visiting->find(room)) co_return;
  auto& home = rooms_of(room);
  const auto person = visiting->visitor.person;
  auto view = co_await run_on(home.loop(), home.enter(room, visiting->visitor, reception_.index()));
  auto* back = reception_.find(visit);
  if (!view) {
    if (back) back->recipient.turn_away(TurnedAway::not_now);
  } else if (!*view) {
    if (back) back->recipient.tell(protocol::Notice{protocol::MembershipElsewhere{.room = room, .member = false}});
  } else if (!back || back->find(room)) {
    call_soon(home.loop(),
              [hosted = (*view)->room, person, from = reception_.index()] { hosted->leave(person.id, from); });
  } else {
    if (back->visitor.person != person)
      call_soon(home.loop(), [hosted = (*view)->room, now = back->visitor.person] { hosted->rename(now); });
    const auto& entry = reception_.come_in(*back, *(*view)->room, room, (*view)->head);
    co_await catch_ups_.bring(visit, entry, std::move(**view), std::move(start));
  }
}

kotori::Task<> Desk::enter_all(VisitNumber visit, std::vector<RoomName> rooms, std::optional<protocol::Resume> known) {
  for (auto& room : rooms) {
    if (!co_await catch_ups_.may_be_told(visit)) co_return;
    auto start = start_of(room, known);
    co_await enter(visit, std::move(room), std::move(start));
  }
}

kotori::Task<> Desk::settle() {
  read_marks_.flush();
  co_await tasks_.join();
}

}  // namespace chat
