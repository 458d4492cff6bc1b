#pragma once
#include "kotori/async/loop.hpp"
#include "kotori/websocket/block.hpp"
#include "kotori/websocket/outbox.hpp"

#include <coroutine>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>

namespace kotori::inline v0::websocket {

/// The bookkeeping of a range that waits, in bytes.
inline constexpr std::uint32_t cost_of_a_range = 64;

/// What an outbox has while something waits to leave; it goes as soon as all has left.
class Unsent final : public TurnEnd {
 public:
  explicit Unsent(Outbox& outbox) : outbox_(outbox) {}
  ~Unsent();
  Unsent(const Unsent&) = delete;
  Unsent& operator=(const Unsent&) = delete;

  bool empty() const { return !first.block; }
  const Range& last() const { return rest ? rest->back() : first; }

  void push_back(Range range);
  /// More of the last one's block.
  void extend_last(std::uint32_t bytes);
  /// So many bytes have left.
  void consume(std::size_t bytes);
  /// All but the rest of a frame that has begun to leave.
  void drop_whole_frames();
  void clear();

  Range first;
  std::unique_ptr<std::deque<Range>> rest;  ///< behind the first; seldom there
  std::coroutine_handle<> waiting;          ///< for all to have left
  std::uint32_t held = 0;                   ///< with the bookkeeping
  std::uint32_t told = 0;  ///< what the loop's counters know of it: all of it while the stream has no room

 private:
  void on_turn_end() override { outbox_.flush(); }
  void pop_front();

  Outbox& outbox_;
  std::uint32_t half_sent_ = 0;  // bytes at the front of a frame whose beginning has left
};

}  // namespace kotori::inline v0::websocket
