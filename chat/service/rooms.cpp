#include "chat/service/rooms.hpp"

#include "chat/service/failures.hpp"
#include "chat/service/refusals.hpp"

#include <algorithm>
#include <utility>

namespace chat {
namespace {

std::unexpected<kotori::Error> unavailable() {
  return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, refusal_of(Unavailable{}).message, {}});
}

}  // namespace

Rooms::Rooms(kotori::Loop& loop, Log& log, Messenger& messenger, Neighbours& neighbours,
             std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop),
      log_(log),
      messenger_(messenger),
      neighbours_(neighbours),
      receptions_(receptions),
      tasks_(report_failure),
      heads_(*this, log, tasks_, loop.index() + 1),
      companions_(*this, neighbours) {}

kotori::Task<kotori::Result<Rooms::Arrival>> Rooms::admit(UserId user, std::size_t from_loop) {
  const auto room = co_await open(lobby);
  if (!room) co_return std::unexpected(room.error());
  const HostedRoom::Need need{**room};
  // On the lobby's loop, not the visitor's: here one hears of all that happens to them meanwhile.
  const Arrivals::Arriving arriving{arrivals_, user};
  auto admission = co_await log_.admit(std::move(user));
  if (!admission) co_return std::unexpected(std::move(admission.error()));
  auto& [visitor, rooms] = *admission;
  if (!co_await (*room)->holes().reach(rooms.front().head)) co_return unavailable();
  if (const auto& renamed = arriving.renamed(); renamed && renamed->seq > rooms.front().head)
    visitor.person.name = renamed->user.name;
  auto joined = arriving.joined();
  std::erase_if(joined, [&](const auto& name) {
    return std::ranges::find(rooms, name, &protocol::RoomState::room) != rooms.end();
  });
  auto view = (*room)->arrive(visitor, from_loop);
  co_return Arrival{.admission = std::move(*admission), .view = std::move(view), .joined = std::move(joined)};
}

kotori::Task<kotori::Result<std::optional<View>>> Rooms::enter(RoomName name, Visitor visitor, std::size_t from_loop,
                                                               std::optional<Seq> member_at) {
  const auto room = co_await open(std::move(name));
  if (!room) co_return std::unexpected(room.error());
  const HostedRoom::Need need{**room};
  if (!co_await learn(**room, member_at)) co_return unavailable();
  if (!(*room)->room().admits(visitor.person.id)) co_return std::nullopt;
  co_return (*room)->arrive(visitor, from_loop);
}

kotori::Task<kotori::Result<bool>> Rooms::admits(RoomName name, UserId user) {
  const auto room = co_await open(std::move(name));
  if (!room) co_return std::unexpected(room.error());
  const HostedRoom::Need need{**room};
  if (!co_await learn(**room, {})) co_return unavailable();
  co_return (*room)->room().admits(user);
}

// Without other nodes a room hears of all that is stored, if later than the log says it.
kotori::Task<bool> Rooms::learn(HostedRoom& room, std::optional<Seq> member_at) {
  if (!member_at && !neighbours_.alone()) co_return co_await room.holes().catch_up();
  co_return co_await room.holes().reach(member_at.value_or(Seq{}));
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

std::vector<RoomName> Rooms::names() const {
  std::vector<RoomName> names;
  names.reserve(rooms_.size());
  for (const auto& [name, room] : rooms_) names.push_back(name);
  return names;
}

void Rooms::rename(const Person& person) {
  for (const auto& [name, room] : rooms_) room->rename(person);
}

void Rooms::renamed(const protocol::Renamed& fact, const Visitor* here) {
  arrivals_.renamed(fact);
  messenger_.renamed(fact.user, here);
}

void Rooms::hear(const RoomName& name, const NodeId& from, const News& news) {
  if (auto* room = find(name)) return room->hear(from, news);
  const auto* hint = std::get_if<Hint>(&news);
  const auto opening = opening_.find(name);
  if (!hint || opening == opening_.end() || hint->epoch != log_.epoch()) return;
  opening->second.hinted = std::max(opening->second.hinted, hint->seq);
}

void Rooms::know_living(const std::vector<NodeId>& nodes) {
  for (const auto& [name, room] : rooms_) room->know_living(nodes);
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
      co_await Waiting{opening->second.waiting};
      continue;
    }
    tasks_.enter();
    neighbours_.want(name);  // before it is read: what is stored later is heard
    auto record = co_await log_.room(name);
    const auto [waiting, hinted] = std::exchange(opening->second, {});
    for (const auto each : waiting) loop_.resume_soon(each);
    opening_.erase(opening);
    if (record) {
      begin(name, std::move(*record).value_or(RoomRecord{}), hinted);
    } else {
      neighbours_.want_no_more(name);
      tasks_.leave();
      co_return std::unexpected(std::move(record.error()));
    }
  }
  co_return find(name);
}

void Rooms::begin(const RoomName& name, const RoomRecord& record, Seq hinted) {
  Landlord& landlord = *this;
  auto& room =
      *rooms_.emplace(name, std::make_unique<HostedRoom>(loop_, name, record, landlord, receptions_)).first->second;
  room.holes().reached(hinted);
  if (neighbours_.alone()) return;
  heads_.begin();
  companions_.begin();
}

void Rooms::vacant(const RoomName& room) {
  loop_.post([this, room] {
    auto* found = find(room);
    if (!found || found->needed()) return;
    found->finish();
    rooms_.erase(room);
    neighbours_.want_no_more(room);
    tasks_.leave();
  });
}

}  // namespace chat
