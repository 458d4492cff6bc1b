#include "kotori/websocket/guard.hpp"

#include <algorithm>
#include <utility>

namespace kotori::websocket {
namespace {

Instant later(Instant now, Duration time) { return time < Instant::max() - now ? now + time : Instant::max(); }

/// Goes round all of 0..255, neighbours far apart.
std::uint8_t scattered(std::uint64_t nth) { return static_cast<std::uint8_t>(nth * 159); }

}  // namespace

bool Pace::allows(Instant now, std::uint32_t a_second) {
  constexpr Duration second = std::chrono::seconds{1};
  if (a_second == 0) return false;
  even_at_ = std::max(even_at_, now) + second / a_second;
  return even_at_ - now <= second;
}

Guard::Guard(const WebSocketOptions& options, Heartbeat heartbeat, Instant now, std::uint64_t nth)
    : options_(options), heartbeat_(heartbeat), spread_(scattered(nth)) {
  heard(now);
}

Duration Guard::until_ping() const {
  if (heartbeat_ == Heartbeat::off || options_.ping_every <= Duration::zero()) return Duration::max();
  return options_.ping_every - options_.ping_every / 5 / 256 * spread_;
}

void Guard::heard(Instant now) {
  if (awaits_ == Awaits::goodbye) return;
  awaits_ = Awaits::word;
  peer_by_ = later(now, until_ping());
}

void Guard::begun(Instant now) {
  if (whole_by_ == never && awaits_ != Awaits::goodbye) whole_by_ = later(now, options_.message_time);
}

void Guard::behind(Instant now, const Stream& stream) {
  if (awaits_ == Awaits::goodbye) return;
  drained_by_ = later(now, options_.undrained_time);
  delivered_before_ = stream.delivery().bytes;
}

void Guard::closing(Instant now) {
  awaits_ = Awaits::goodbye;
  peer_by_ = later(now, options_.close_time);
  whole_by_ = drained_by_ = never;
}

void Guard::ended() {
  awaits_ = Awaits::goodbye;
  peer_by_ = whole_by_ = drained_by_ = never;
}

Guard::Due Guard::due(Instant now, const Stream& stream) {
  if (now < next()) return Due::nothing;
  if (awaits_ == Awaits::goodbye) return Due::goodbye;
  const auto delivery = stream.delivery();
  if (now >= peer_by_) return silence_due(now, delivery);
  if (now >= whole_by_) return Due::unfinished;
  return undrained_due(now, delivery);
}

Guard::Due Guard::undrained_due(Instant now, const Delivery& delivery) {
  const auto before = std::exchange(delivered_before_, delivery.bytes);
  if (delivery.bytes - before < least_delivered) return Due::undrained;
  drained_by_ = later(now, options_.undrained_time);
  return Due::nothing;
}

Guard::Due Guard::silence_due(Instant now, const Delivery& delivery) {
  const bool asked = std::exchange(awaits_, Awaits::answer) == Awaits::answer;
  const auto delivered = static_cast<std::uint32_t>(delivery.bytes);
  const bool moves = std::exchange(delivered_at_look_, delivered) != delivered;
  const bool was_on_its_way = std::exchange(on_its_way_at_look_, !delivery.complete);
  peer_by_ = later(now, options_.pong_within);
  if (!asked) return Due::ping;
  // On a slow line our ping stands in a queue, and its answer may take long. As long as the queue moves, there is
  // somebody at the other end.
  return moves && (was_on_its_way || !delivery.complete) ? Due::nothing : Due::silence;
}

Instant Guard::next() const { return std::min({peer_by_, whole_by_, drained_by_}); }

}  // namespace kotori::websocket
