#include "chat/service/companions.hpp"

#include "chat/service/rooms.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <vector>

namespace chat {
namespace {

constexpr kotori::Duration every = std::chrono::seconds{15};

}  // namespace

void Companions::begin() {
  if (!armed()) rooms_.loop().arm(*this, every);
}

void Companions::on_time() {
  AloneIn news{.room = lobby, .rooms = {}};
  for (const auto& [name, room] : rooms_) {
    if (room->alone()) news.rooms.push_back(sign_of(name));
    if (news.rooms.size() == AloneIn::most_rooms) neighbours_.tell(std::exchange(news, {.room = lobby, .rooms = {}}));
  }
  if (!news.rooms.empty()) neighbours_.tell(news);
  if (rooms_.begin() != rooms_.end()) begin();
}

void Companions::hear(const NodeId& from, const AloneIn& news) {
  auto signs = news.rooms;
  std::ranges::sort(signs);
  for (const auto& [name, room] : rooms_)
    if (std::ranges::binary_search(signs, sign_of(name))) room->hear(from, RosterWanted{name});
}

}  // namespace chat
