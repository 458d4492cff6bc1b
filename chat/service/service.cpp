#include "chat/service/service.hpp"

#include "chat/service/on_loop.hpp"

#include <cassert>
#include <functional>
#include <stdexcept>
#include <utility>

namespace chat {

Service::Service(std::span<kotori::Loop* const> loops, Log& log, Bus& bus, HallFactory halls)
    : log_(log), bus_(bus), halls_(std::move(halls)) {
  for (auto* loop : loops) {
    assert(loop->index() == receptions_.size());
    receptions_.push_back(std::make_unique<Reception>(*loop, halls_));
  }
}

Service::~Service() = default;

kotori::Task<> Service::start() {
  const auto heads = co_await log_.heads();
  if (!heads) throw std::runtime_error(heads.error().message);
  Head head{lobby, {0}};
  for (const auto& each : *heads)
    if (each.room == lobby) head = each;
  auto& home = receptions_.at(std::hash<std::string>{}(lobby.value) % receptions_.size())->loop();
  BusListener& self = *this;
  rooms_.emplace(lobby, std::make_unique<HostedRoom>(home, std::move(head), log_, bus_, self, receptions_));
  bus_.listen(self);
}

kotori::Task<std::unique_ptr<Visit>> Service::arrive(UserId user, protocol::Hello hello, Recipient& recipient) {
  auto& reception = *receptions_.at(kotori::Loop::current()->index());
  auto& room = *rooms_.at(lobby);
  auto arrival = co_await run_on(room.loop(), room.arrive(std::move(user), reception.index()));
  if (!arrival) {
    recipient.tell(protocol::refused(std::move(hello.id),
                                     {protocol::RefusalCode::unavailable, std::move(arrival.error().message)}));
    co_return nullptr;
  }
  // From here to the seat nothing may wait.
  const protocol::Welcome welcome{.id = std::move(hello.id),
                                  .user = std::move(arrival->person),
                                  .device = std::move(hello.device),
                                  .epoch = log_.epoch(),
                                  .rooms = {std::move(arrival->state)},
                                  .limits = {}};
  co_return std::make_unique<Visit>(*this, room, reception, recipient, welcome);
}

kotori::Task<> Service::stop() {
  bus_.forget(*this);
  for (const auto& [name, room] : rooms_) co_await run_on(room->loop(), room->settle());
}

HostedRoom* Service::find(const RoomName& room) const {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? nullptr : found->second.get();
}

void Service::on_hint(const Hint& hint) {
  auto* room = find(hint.room);
  if (room) room->loop().post([room, hint] { room->hear(hint); });
}

}  // namespace chat
