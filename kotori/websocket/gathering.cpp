#include "kotori/websocket/gathering.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::websocket {
namespace {

constexpr int part_of_last = 4;
constexpr Duration most = std::chrono::milliseconds{1};
/// A telling that took less gains less by another one's messages than the wait would cost.
constexpr Duration too_short = std::chrono::microseconds{50};

}  // namespace

void Gathering::add(Instant now) {
  if (messages_++ == 0) opened_ = now;
}

Duration Gathering::hold() const {
  const auto took = ended_ - began_;
  const bool several = messages_ > 1 || told_before_ > 1;
  return several && took >= too_short ? std::min(took / part_of_last, most) : Duration::zero();
}

Instant Gathering::until() const { return std::max(opened_, ended_) + hold(); }

void Gathering::begin(Instant now) {
  told_before_ = std::exchange(messages_, 0);
  began_ = now;
}

void Gathering::end(Instant now) { ended_ = now; }

}  // namespace kotori::inline v0::websocket
