#include "chat/service/desk.hpp"

#include "chat/service/failures.hpp"
#include "chat/service/on_loop.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <functional>
#include <string>
#include <utility>

namespace chat {

Desk::Desk(Reception& reception, Log& log, Neighbours& neighbours,
           std::span<const std::unique_ptr<Reception>> receptions, std::span<const std::unique_ptr<Rooms>> rooms)
    : reception_(reception),
      log_(log),
      neighbours_(neighbours),
      rooms_(rooms),
      tasks_(report_failure),
      catch_ups_(reception, log),
      read_marks_(reception.loop(), log, tasks_, neighbours, receptions) {}

Rooms& Desk::rooms_of(const RoomName& room) const {
  return *rooms_[std::hash<std::string>{}(room.value) % rooms_.size()];
}

CatchUps::Start Desk::start_of(const RoomName& room, const std::optional<protocol::Resume>& known) const {
  if (!known) return {};
  const auto found = std::ranges::find(known->rooms, room, &protocol::Position::room);
  if (found == known->rooms.end()) return {};
  return {.after = *found, .anew = known->epoch != log_.epoch()};
}

kotori::Task<> Desk::enter(VisitNumber visit, Destination destination, CatchUps::Start start) {
  const auto& room = destination.room;
  auto* visiting = reception_.find(visit);
  if (!visiting || visiting->find(room)) co_return;
  auto& home = rooms_of(room);
  const auto person = visiting->visitor.person;
  auto view =
      co_await run_on(home.loop(), home.enter(room, visiting->visitor, reception_.index(), destination.member_at));
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

kotori::Task<> Desk::enter_all(VisitNumber visit, std::vector<Destination> rooms,
                               std::optional<protocol::Resume> known) {
  for (auto& each : rooms) {
    if (!co_await catch_ups_.may_be_told(visit)) co_return;
    auto start = start_of(each.room, known);
    co_await enter(visit, std::move(each), std::move(start));
  }
}

void Desk::hear(const ForPerson& news) {
  kotori::match(
      news.notice, [&](const protocol::ReadElsewhere& read) { reception_.tell_person(news.visitor, read, 0); },
      [&](const protocol::MembershipElsewhere& membership) {
        const auto* visitor = reception_.find_visitor(news.visitor);
        if (visitor && membership.member)
          tasks_.spawn(tell_of_membership(visitor->number, visitor->person.id, membership.room));
      });
}

// Who is told comes in, and would join anew a room that they have left since.
kotori::Task<> Desk::tell_of_membership(VisitorNumber visitor, UserId user, RoomName room) {
  auto& home = rooms_of(room);
  const auto member = co_await run_on(home.loop(), home.admits(room, std::move(user)));
  if (member.value_or(false))
    reception_.tell_person(visitor, protocol::MembershipElsewhere{.room = std::move(room), .member = true}, 0);
}

void Desk::close() {
  closed_ = true;
  reception_.turn_all_away();
}

kotori::Task<> Desk::settle() {
  co_await tasks_.join();
  read_marks_.flush();
  co_await tasks_.join();
}

}  // namespace chat
