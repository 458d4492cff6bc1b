#include "chat/service/reception.hpp"

#include "chat/service/hosted_room.hpp"
#include "chat/service/on_loop.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace chat {

Visiting::Entry* Visiting::find(const RoomName& room) {
  const auto found = std::ranges::find_if(entries, [&](const Entry& entry) { return entry.place->name == room; });
  return found == entries.end() ? nullptr : &*found;
}

Reception::Reception(kotori::Loop& loop, const HallFactory& halls)
    : loop_(loop), make_hall_(halls), heartbeats_(loop, *this) {}

VisitNumber Reception::enter(Recipient& recipient, Visitor visitor, DeviceId device) {
  by_visitor_.emplace(visitor.number, ++last_);
  visits_.emplace(last_, Visiting{.recipient = recipient,
                                  .visitor = std::move(visitor),
                                  .device = std::move(device),
                                  .entries = {},
                                  .unanswered = 0,
                                  .waiting = {}});
  heartbeats_.add(last_);
  return last_;
}

Visiting* Reception::find(VisitNumber visit) {
  const auto found = visits_.find(visit);
  return found == visits_.end() ? nullptr : &found->second;
}

void Reception::leave(VisitNumber visit) {
  const auto found = visits_.find(visit);
  auto& visiting = found->second;
  for (const auto& entry : visiting.entries) get_out(visiting, *entry.place, entry.seated);
  auto [first, last] = by_visitor_.equal_range(visiting.visitor.number);
  by_visitor_.erase(std::find_if(first, last, [&](const auto& each) { return each.second == visit; }));
  visits_.erase(found);
}

Visiting::Entry& Reception::come_in(Visiting& visiting, HostedRoom& room, const RoomName& name, Seq head) {
  auto found = places_.find(name);
  if (found == places_.end())
    found = places_.emplace(name, Place{room, name, make_hall_(loop_, name, head), head}).first;
  auto& place = found->second;
  assert(place.told == head);
  ++place.inside;
  return visiting.entries.emplace_back(&place, ++last_entry_);
}

void Reception::seat(Visiting& visiting, Visiting::Entry& entry) {
  entry.seated = true;
  entry.place->hall->seat(visiting.recipient);
}

void Reception::get_out(Visiting& visiting, Place& place, bool seated) {
  if (seated) place.hall->unseat(visiting.recipient);
  call_soon(place.room.loop(),
            [&room = place.room, user = visiting.visitor.person.id, from = index()] { room.leave(user, from); });
  if (--place.inside == 0) places_.erase(places_.find(place.name));
}

void Reception::answer(VisitNumber visit, const protocol::Answer& answer) {
  const auto found = visits_.find(visit);
  if (found == visits_.end()) return;
  auto& visiting = found->second;
  --visiting.unanswered;
  if (visiting.waiting) loop_.resume_soon(std::exchange(visiting.waiting, {}));
  visiting.recipient.tell(answer);
}

void Reception::tell(const RoomName& room, std::span<const protocol::Event> events) {
  const auto found = places_.find(room);
  if (found == places_.end()) return;
  auto& place = found->second;
  place.hall->tell(events);
  for (const auto& event : events)
    if (const auto seq = protocol::seq_of(event)) place.told = *seq;
}

void Reception::send_out(const RoomName& room, VisitorNumber visitor) {
  const auto [first, last] = by_visitor_.equal_range(visitor);
  for (auto each = first; each != last; ++each) {
    auto& visiting = visits_.at(each->second);
    const auto* entry = visiting.find(room);
    if (!entry) continue;
    auto& place = *entry->place;
    const bool seated = entry->seated;
    visiting.entries.erase(visiting.entries.begin() + (entry - visiting.entries.data()));
    get_out(visiting, place, seated);
    visiting.recipient.tell(protocol::MembershipElsewhere{.room = room, .member = false});
  }
}

const Visitor* Reception::find_visitor(VisitorNumber visitor) const {
  const auto found = by_visitor_.find(visitor);
  return found == by_visitor_.end() ? nullptr : &visits_.at(found->second).visitor;
}

void Reception::turn_all_away() {
  std::vector<VisitNumber> all;
  all.reserve(visits_.size());
  for (const auto& [visit, visiting] : visits_) all.push_back(visit);
  for (const auto visit : all)
    if (auto* visiting = find(visit)) visiting->recipient.turn_away(TurnedAway::not_now);
}

void Reception::rename(const Visitor& visitor) {
  const auto [first, last] = by_visitor_.equal_range(visitor.number);
  for (auto each = first; each != last; ++each) {
    auto& visiting = visits_.at(each->second);
    visiting.visitor = visitor;
    // A room that it entered meanwhile has known it by the old name.
    for (const auto& entry : visiting.entries)
      call_soon(entry.place->room.loop(),
                [&room = entry.place->room, person = visitor.person] { room.rename(person); });
  }
}

void Reception::tell_person(VisitorNumber visitor, const protocol::Notice& notice, VisitNumber except) {
  const auto [first, last] = by_visitor_.equal_range(visitor);
  for (auto each = first; each != last; ++each)
    if (each->second != except) visits_.at(each->second).recipient.tell(notice);
}

bool Reception::beat(std::uint64_t visit) {
  const auto* visiting = find(visit);
  if (!visiting) return false;
  protocol::Heartbeat heartbeat;
  for (const auto& entry : visiting->entries)
    if (entry.seated) heartbeat.rooms.push_back({.room = entry.place->name, .seq = entry.place->told});
  visiting->recipient.tell(protocol::Notice{std::move(heartbeat)});
  return true;
}

}  // namespace chat
