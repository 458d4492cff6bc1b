#include "chat/service/neighbours.hpp"

#include "chat/service/desk.hpp"
#include "kotori/base/match.hpp"

#include <utility>

namespace chat {

void Neighbours::listen(NodeId self) {
  self_ = std::move(self);
  if (!alone_) living_ = 1;  // until the register says more
  bus_.listen(*this);
}

void Neighbours::tell(const News& news) {
  if (!alone_) bus_.publish(news, *this);
}

void Neighbours::want(const RoomName& room) {
  if (!alone_) bus_.want(room);
}

void Neighbours::want_no_more(const RoomName& room) {
  if (!alone_) bus_.want_no_more(room);
}

void Neighbours::came(VisitorNumber visitor) {
  if (alone_) return;
  const std::lock_guard lock{mutex_};
  if (visits_[visitor]++ == 0) bus_.want(visitor);
}

void Neighbours::went(VisitorNumber visitor) {
  if (alone_) return;
  const std::lock_guard lock{mutex_};
  if (--visits_[visitor] > 0) return;
  visits_.erase(visitor);
  bus_.want_no_more(visitor);
}

// News of a room goes to the room's loop; news for a person to every loop, for they may be connected to any; so does
// news of many rooms.
void Neighbours::on_news(const NodeId& from, const News& news) {
  if (const auto* alone = std::get_if<AloneIn>(&news)) {
    for (const auto& desk : desks_) {
      auto& rooms = desk->rooms_here();
      rooms.loop().post([&rooms, from, news = *alone] { rooms.hear(from, news); });
    }
    return;
  }
  kotori::match(
      topic_of(news),
      [&](const RoomName& room) {
        auto& rooms = desks_.front()->rooms_of(room);
        rooms.loop().post([&rooms, room, from, news] { rooms.hear(room, from, news); });
      },
      [&](VisitorNumber) {
        for (const auto& desk : desks_)
          desk->reception().loop().post(
              [&there = *desk, for_person = std::get<ForPerson>(news)] { there.hear(for_person); });
      });
}

}  // namespace chat
