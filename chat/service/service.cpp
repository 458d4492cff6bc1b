#include "chat/service/service.hpp"

#include "chat/service/on_loop.hpp"
#include "kotori/async/sleep.hpp"

#include <algorithm>
#include <cassert>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
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
std::vector<Desk::Destination> others_of(const std::vector<protocol::RoomState>& rooms,
                                         const std::optional<protocol::Resume>& resume) {
  std::map<RoomName, std::optional<Seq>> others;
  for (const auto& state : rooms) others[state.room] = state.head;
  if (resume)
    for (const auto& position : resume->rooms) others.try_emplace(position.room);
  others.erase(lobby);
  std::vector<Desk::Destination> all;
  all.reserve(others.size());
  for (const auto& [room, member_at] : others) all.push_back({room, member_at});
  return all;
}

constexpr const char* starting_over = "the server begins anew; come again";

kotori::Task<> all_that_was_posted() { co_await kotori::next_turn(); }

}  // namespace

Service::Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls,
                 std::optional<Cluster> cluster)
    : log_(log),
      halls_(std::move(halls)),
      neighbours_(bus, !cluster, desks_),
      start_over_(*loops.front(), log, desks_, rooms_) {
  Rooms::Messenger& messenger = *this;
  for (auto* loop : loops) {
    assert(loop->index() == receptions_.size());
    receptions_.push_back(std::make_unique<Reception>(*loop, halls_));
  }
  for (auto* loop : loops) rooms_.push_back(std::make_unique<Rooms>(*loop, log, messenger, neighbours_, receptions_));
  for (const auto& reception : receptions_)
    desks_.push_back(std::make_unique<Desk>(*reception, log, neighbours_, receptions_, rooms_));
  if (cluster)
    lease_.emplace(*loops.front(), std::move(*cluster), [this](const std::vector<NodeId>& nodes) {
      neighbours_.count_living(nodes.size());
      for (const auto& rooms : rooms_) call_soon(rooms->loop(), [&there = *rooms, nodes] { there.know_living(nodes); });
    });
}

Service::~Service() = default;

kotori::Task<> Service::start() {
  const auto record = co_await log_.room(lobby);
  if (!record) throw std::runtime_error(record.error().message);
  NodeId self;
  if (lease_) self = co_await run_on(lease_->loop(), lease_->enter());
  neighbours_.listen(std::move(self));
  log_.when_changed([this] { start_over_.begin(); });
}

kotori::Task<std::unique_ptr<Visit>> Service::arrive(UserId user, protocol::Hello hello, Recipient& recipient) {
  auto& desk = *desks_.at(kotori::Loop::current()->index());
  auto& home = desk.rooms_of(lobby);
  const auto refuse = [&](std::string why) -> std::unique_ptr<Visit> {
    recipient.tell(protocol::refused(std::move(hello.id), {protocol::RefusalCode::unavailable, std::move(why)}));
    return nullptr;
  };
  auto arrival = co_await run_on(home.loop(), home.admit(std::move(user), desk.reception().index()));
  if (!arrival) co_return refuse(std::move(arrival.error().message));
  // From here to the seat in the lobby nothing may wait.
  auto& [admission, view, joined] = *arrival;
  if (desk.closed()) {
    call_soon(home.loop(), [hosted = view.room, user = admission.visitor.person.id, from = desk.reception().index()] {
      hosted->leave(user, from);
    });
    co_return refuse(starting_over);
  }
  auto visit = std::make_unique<Visit>(desk, recipient, admission.visitor, hello.device);
  auto others = others_of(admission.rooms, hello.resume);
  recipient.tell(protocol::Welcome{.id = std::move(hello.id),
                                   .user = std::move(admission.visitor.person),
                                   .device = std::move(hello.device),
                                   .epoch = log_.epoch(),
                                   .rooms = states_of(std::move(admission.rooms), view.head),
                                   .limits = {}});
  for (auto& room : joined)
    recipient.tell(protocol::Notice{protocol::MembershipElsewhere{.room = std::move(room), .member = true}});
  auto& reception = desk.reception();
  const auto& entry = reception.come_in(*reception.find(visit->number()), *view.room, lobby, view.head);
  auto start = desk.start_of(lobby, hello.resume);
  desk.tasks().spawn(desk.catch_ups().bring(visit->number(), entry, std::move(view), std::move(start)));
  desk.tasks().spawn(desk.enter_all(visit->number(), std::move(others), std::move(hello.resume)));
  co_return visit;
}

kotori::Task<> Service::stop() {
  log_.when_changed({});
  co_await run_on(desks_.front()->reception().loop(), start_over_.settle());
  for (const auto& desk : desks_) co_await run_on(desk->reception().loop(), desk->settle());
  for (const auto& rooms : rooms_) co_await run_on(rooms->loop(), rooms->settle());
  neighbours_.forget();
  for (const auto& rooms : rooms_) co_await run_on(rooms->loop(), all_that_was_posted());
  if (lease_) co_await run_on(lease_->loop(), lease_->leave());
}

void Service::renamed(const Person& person, const Visitor* here) {
  for (const auto& rooms : rooms_) call_soon(rooms->loop(), [&there = *rooms, person] { there.rename(person); });
  if (!here) return;
  for (const auto& reception : receptions_)
    call_soon(reception->loop(), [&there = *reception, visitor = *here] { there.rename(visitor); });
}

// By way of the lobby's loop: who is being let in there learns of it, who has been let in before hears of it here.
void Service::joined(const Joining& joining) {
  auto& home = desks_.front()->rooms_of(lobby);
  call_soon(home.loop(), [this, &home, joining] {
    home.joined(joining.user, joining.room);
    for (const auto& reception : receptions_)
      call_soon(reception->loop(), [&there = *reception, joining] {
        there.tell_person(joining.visitor, protocol::MembershipElsewhere{.room = joining.room, .member = true},
                          joining.by.loop == there.index() ? joining.by.visit : 0);
      });
  });
  neighbours_.tell(ForPerson{joining.visitor, protocol::MembershipElsewhere{.room = joining.room, .member = true}});
}

}  // namespace chat
