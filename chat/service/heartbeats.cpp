#include "chat/service/heartbeats.hpp"

#include "chat/protocol/to_client.hpp"

#include <chrono>

namespace chat {
namespace {

constexpr kotori::Duration every = std::chrono::milliseconds{protocol::heartbeat_milliseconds};

}  // namespace

// Into the slot that has just had its turn: the first beat comes after a whole round.
void Heartbeats::add(std::uint64_t visit) {
  visits_.at((next_ + slots - 1) % slots).push_back(visit);
  ++count_;
  if (!armed()) loop_.arm(*this, every / slots);
}

void Heartbeats::on_time() {
  auto& turn = visits_.at(next_);
  next_ = (next_ + 1) % slots;
  count_ -= std::erase_if(turn, [&](std::uint64_t visit) { return !source_.beat(visit); });
  if (count_ > 0) loop_.arm(*this, every / slots);
}

}  // namespace chat
