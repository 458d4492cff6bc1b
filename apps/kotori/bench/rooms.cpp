#include "apps/kotori/bench/rooms.hpp"

#include <fmt/format.h>
#include <random>

namespace bench {

Rooms::Rooms(std::size_t count) : opened_(count > 0) {
  if (!opened_) {
    names_.emplace_back("lobby");
    return;
  }
  const auto run = std::random_device{}();
  names_.reserve(count);
  for (std::size_t i = 0; i < count; ++i) names_.push_back(fmt::format("bench {:08x} {}", run, i));
}

std::size_t Rooms::in_room_of(std::uint32_t connection, std::size_t connections) const {
  const auto place = connection % names_.size();
  return place < connections ? (connections - place - 1) / names_.size() + 1 : 0;
}

}  // namespace bench
