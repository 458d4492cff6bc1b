#include "kotori/websocket/debts.hpp"

#include <utility>

namespace kotori::inline v0::websocket {
namespace {

Instant later(Instant now, Duration time) { return time < Instant::max() - now ? now + time : Instant::max(); }

}  // namespace

void Debts::begun(Instant now, const WebSocketOptions& options) {
  if (whole_by_ == never) whole_by_ = later(now, options.message_time);
}

void Debts::behind(Instant now, const Stream& stream, const WebSocketOptions& options) {
  drained_by_ = later(now, options.undrained_time);
  delivered_before_ = stream.delivery().bytes;
}

void Debts::closing(Instant now, const WebSocketOptions& options) {
  answered_by_ = later(now, options.close_time);
  whole_by_ = drained_by_ = never;
}

Debts::Due Debts::due(Instant now, const Stream& stream, const WebSocketOptions& options) {
  if (now < next()) return Due::nothing;
  if (now >= answered_by_) return Due::goodbye;
  if (now >= whole_by_) return Due::unfinished;
  const auto delivered = stream.delivery().bytes;
  if (delivered - std::exchange(delivered_before_, delivered) < least_delivered) return Due::undrained;
  drained_by_ = later(now, options.undrained_time);
  return Due::nothing;
}

}  // namespace kotori::inline v0::websocket
