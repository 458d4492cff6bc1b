#include "chat/service/rooms.hpp"

#include "chat/service/failures.hpp"
#include "chat/service/refusals.hpp"

#include <utility>

namespace chat {
Rooms::Rooms(kotori::Loop& loop, Log& log, Messenger& messenger, std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop), log_(log), messenger_(messenger), receptions_(receptions), tasks_(report_failure) {}

kotori::Task<kotori::Result<Rooms::Arrival>> Rooms::admit(UserId user, std::size_t from_loop) {
  const auto room = co_await open(lobby);
  if (!room) co_return std::unexpected(room.error());
  const HostedRoom::Need need{**room};
  // Asked here, not on the visitor's loop: so the answer stands in line with the renamings that the lobby hears of.
  auto admission = co_await log_.admit(std::move(user));
  if (!admission) co_return std::unexpected(std::move(admission.error()));
  auto view = (*room)->arrive(admission->visitor, from_loop);
  co_return Arrival{.admission = std::move(*admission), .view = std::move(view)};
}

kotori::Task<kotori::Result<std::optional<View>>> Rooms::enter(RoomName name, Visitor visitor, std::size_t from_loop) {
  const auto room = co_await open(std::move(name));
  if (!room) co_return std::unexpected(room.error());
  const HostedRoom::Need need{**room};
  if (!(*room)->room().admits(visitor.person.id)) co_return std::nullopt;
  co_return (*room)->arrive(visitor, from_loop);
}

kotori::Task<HostedRoom::Done> Rooms::obey(RoomName name, VisitorNumber who, Origin by, std::string id,
                                           protocol::Command command, ReplyTo reply_to) {
  const auto room = co_await open(std::move(name));
  if (room) co_return co_await (*room)->obey(who, std::move(by), std::move(id), std::move(command), reply_to);
  auto answer = protocol::refused(std::move(id), refusal_of(Unavailable{}));
  receptions_[reply_to.loop]->loop().post([&there = *receptions_[reply_to.loop], visit = reply_to.visit,
                                           refused = std::move(answer)] { there.answer(visit, refused); });
  co_return HostedRoom::Done::not_now;
}

HostedRoom* Rooms::find(const RoomName& room) {
  const auto found = rooms_.find(room);
  return found == rooms_.end() ? nullptr : found->second.get();
}

void Rooms::rename(const Person& person) {
  for (const auto& [name, room] : rooms_) room->rename(person);
}

// Who comes while the log is being asked waits for that answer: of two records the older one might come last.
kotori::Task<kotori::Result<HostedRoom*>> Rooms::open(RoomName name) {
  struct Waiting {
    std::vector<std::coroutine_handle<>>& line;
    bool await_ready() const { return false; }
    void await_suspend(std::coroutine_handle<> caller) { line.push_back(caller); }
    void await_resume() const {}
  };
  while (!find(name)) {
    const auto [opening, is_first] = opening_.try_emplace(name);
    if (!is_first) {
      co_await Waiting{opening->second};
      continue;
    }
    auto record = co_await log_.room(name);
    if (record) {
      const auto known = std::move(*record).value_or(RoomRecord{});
      Landlord& landlord = *this;
      rooms_.emplace(name, std::make_unique<HostedRoom>(loop_, name, known, landlord, receptions_));
    }
    for (const auto waiting : std::exchange(opening->second, {})) loop_.resume_soon(waiting);
    opening_.erase(opening);
    if (!record) co_return std::unexpected(std::move(record.error()));
  }
  co_return find(name);
}

void Rooms::vacant(const RoomName& room) {
  loop_.post([this, room] {
    auto* found = find(room);
    if (!found || found->needed()) return;
    found->finish();
    rooms_.erase(room);
  });
}

void Rooms::stored(const RoomName& room, std::vector<protocol::Fact> facts) {
  messenger_.stored(room, std::move(facts));
}

}  // namespace chat
