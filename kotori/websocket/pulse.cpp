#include "kotori/websocket/pulse.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::websocket {
namespace {

/// Goes round all of 0..255, neighbours far apart.
std::uint8_t scattered(std::uint64_t nth) { return static_cast<std::uint8_t>(nth * 159); }

/// At least one, and few enough to tell before from behind.
Tick ticks(Duration time) {
  constexpr Duration::rep most = 1U << 30;
  return static_cast<Tick>(std::clamp<Duration::rep>(time / tick, 1, most));
}

}  // namespace

Pulse::Pulse(Heartbeat heartbeat, Instant now, std::uint64_t nth)
    : since_(tick_of(now)), spread_(scattered(nth)), heartbeat_(heartbeat) {}

std::optional<Tick> Pulse::next(const WebSocketOptions& options) const {
  const auto& [every, within] = std::pair{options.ping_every, options.pong_within};
  if (heartbeat_ == Heartbeat::off || every <= Duration::zero()) return {};
  const auto time = asked_ ? within : every;
  if (time == Duration::max()) return {};
  if (asked_) return since_ + ticks(time + tick - Duration{1}) + 1;
  return since_ + ticks(time - time / 5 / 256 * spread_);
}

Pulse::Due Pulse::due(Instant now, const Stream& stream, const WebSocketOptions& options) {
  const auto at = next(options);
  if (!at || static_cast<std::int32_t>(tick_of(now) - *at) < 0) return Due::nothing;
  const auto delivery = stream.delivery();
  const auto delivered = static_cast<std::uint32_t>(delivery.bytes);
  const bool moves = std::exchange(delivered_, delivered) != delivered;
  const bool was_on_its_way = std::exchange(on_its_way_, !delivery.complete);
  since_ = tick_of(now);
  if (!std::exchange(asked_, true)) return Due::ping;
  // On a slow line our ping stands in a queue, and its answer may take long. As long as the queue moves, there is
  // somebody at the other end.
  return moves && (was_on_its_way || !delivery.complete) ? Due::nothing : Due::silence;
}

}  // namespace kotori::inline v0::websocket
