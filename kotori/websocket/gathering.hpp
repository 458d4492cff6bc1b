#pragma once
#include "kotori/base/clock.hpp"

#include <cstddef>

namespace kotori::inline v0::websocket {

/// How long what an audience is to be told next waits for more to join it, so that one write to each member carries it
/// all: a quarter of the time that the last telling took, at most a millisecond; and only while several messages come
/// at once, so that a lone speaker is never delayed. Plain code without a clock.
class Gathering {
 public:
  /// One more message is to be told next.
  void add(Instant now);
  /// Until when it waits; in the past: not at all.
  Instant until() const;

  /// What was to be told next is told from now on, until ended().
  void begin(Instant now);
  void end(Instant now);

 private:
  Duration hold() const;

  Instant opened_{};             // since when something is to be told next
  Instant began_{};              // the last telling
  Instant ended_{};              // likewise
  std::size_t messages_ = 0;     // to be told next
  std::size_t told_before_ = 0;  // how many the last telling told
};

}  // namespace kotori::inline v0::websocket
