#include "chat/service/service.hpp"

#include "chat/service/on_loop.hpp"

#include <algorithm>
#include <cassert>
#include <optional>
#include <set>
#include <stdexcept>
#include <utility>

namespace chat {
namespace {

/// What is told of the rooms; of the lobby it is known how far it has come by now.
std::vector<protocol::RoomState> states_of(std::vector<protocol::RoomState> rooms, Seq lobby_head) {
  auto& first = rooms.front();
  first.head = lobby_head;
  first.unread = lobby_head.value - std::min(first.read, lobby_head).value;
  return rooms;
}

/// Where else to go: the rooms of a person, and those that it wants to resume; which it may have left meanwhile.
std::vector<RoomName> others_of(const std::vector<protocol::RoomState>& rooms,
                                const std::optional<protocol::Resume>& resume) {
  std::set<RoomName> others;
  for (const auto& state : rooms) others.insert(state.room);
  if (resume)
    for (const auto& position : resume->rooms) others.insert(position.room);
  others.erase(lobby);
  return {others.begin(), others.end()};
}

}  // namespace

Service::Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls)
    : log_(log), bus_(bus), halls_(std::move(halls)) {
  Rooms::Messenger& messenger = *this;
  for (auto* loop : loops) {
    assert(loop->index() == receptions_.size());
    receptions_.push_back(std::make_unique<Reception>(*loop, halls_));
  }
  for (auto* loop : loops) rooms_.push_back(std::make_unique<Rooms>(*loop, log, messenger, receptions_));
  for (const auto& reception : receptions_)
    desks_.push_back(std::make_unique<Desk>(*reception, log, receptions_, rooms_));
}

Service::~Service() = default;

kotori::Task<> Service::start() {
  const auto record = co_await log_.room(lobby);
  if (!record) throw std::runtime_error(record.error().message);
  bus_.listen(*this);
}

kotori::Task<std::unique_ptr<Visit>> Service::arrive(UserId user, protocol::Hello hello, Recipient& recipient) {
  auto& desk = *desks_.at(kotori::Loop::current()->index());
  auto& home = desk.rooms_of(lobby);
  auto arrival = co_await run_on(home.loop(), home.admit(std::move(user), desk.reception().index()));
  if (!arrival) {
    recipient.tell(protocol::refused(std::move(hello.id),
                                     {protocol::RefusalCode::unavailable, std::move(arrival.error().message)}));
    co_return nullptr;
  }
  // From here to the seat in the lobby nothing may wait.
  auto& [admission, view] = *arrival;
  auto visit = std::make_unique<Visit>(desk, recipient, admission.visitor, hello.device);
  auto others = others_of(admission.rooms, hello.resume);
  recipient.tell(protocol::Welcome{.id = std::move(hello.id),
                                   .user = std::move(admission.visitor.person),
                                   .device = std::move(hello.device),
                                   .epoch = log_.epoch(),
                                   .rooms = states_of(std::move(admission.rooms), view.head),
                                   .limits = {}});
  auto& reception = desk.reception();
  const auto& entry = reception.come_in(*reception.find(visit->number()), *view.room, lobby, view.head);
  auto start = desk.start_of(lobby, hello.resume);
  desk.tasks().spawn(desk.catch_ups().bring(visit->number(), entry, std::move(view), std::move(start)));
  desk.tasks().spawn(desk.enter_all(visit->number(), std::move(others), std::move(hello.resume)));
  co_return visit;
}

kotori::Task<> Service::stop() {
  bus_.forget(*this);
  for (const auto& desk : desks_) co_await run_on(desk->reception().loop(), desk->settle());
  for (const auto& rooms : rooms_) co_await run_on(rooms->loop(), rooms->settle());
}

void Service::on_news(const NodeId&, const News& news) {
  const auto* hint = std::get_if<Hint>(&news);
  if (!hint) return;
  auto& rooms = desks_.front()->rooms_of(hint->room);
  rooms.loop().post([&rooms, hint = *hint] {
    if (auto* room = rooms.find(hint.room)) room->hear(hint);
  });
}

void Service::stored(const RoomName& room, std::vector<protocol::Fact> facts) {
  const auto last = protocol::seq_of(facts.back());
  bus_.publish(Hint{.room = room, .seq = last, .facts = std::move(facts)}, *this);
}

void Service::renamed(const Visitor& visitor) {
  for (const auto& rooms : rooms_)
    call_soon(rooms->loop(), [&there = *rooms, person = visitor.person] { there.rename(person); });
  for (const auto& reception : receptions_)
    call_soon(reception->loop(), [&there = *reception, visitor] { there.rename(visitor); });
}

void Service::joined(const RoomName& room, VisitorNumber visitor, const ReplyTo& by) {
  for (const auto& reception : receptions_)
    call_soon(reception->loop(), [&there = *reception, room, visitor, by] {
      there.tell_person(visitor, protocol::MembershipElsewhere{.room = room, .member = true},
                        by.loop == there.index() ? by.visit : 0);
    });
}

}  // namespace chat
