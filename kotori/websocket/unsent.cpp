#include "kotori/websocket/unsent.hpp"

#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"

#include <utility>

namespace kotori::inline v0::websocket {

Unsent::~Unsent() { Loop::current()->local<Counters>().unsent_bytes.subtract(told); }

void Unsent::push_back(Range range) {
  held += range.size() + cost_of_a_range;
  if (empty()) {
    first = std::move(range);
  } else {
    if (!rest) rest = std::make_unique<std::deque<Range>>();
    rest->push_back(std::move(range));
  }
}

void Unsent::extend_last(std::uint32_t bytes) {
  (rest ? rest->back() : first).end += bytes;
  held += bytes;
}

void Unsent::pop_front() {
  held -= first.size() + cost_of_a_range;
  half_sent_ = 0;
  first = {};
  if (!rest) return;
  first = std::move(rest->front());
  rest->pop_front();
  if (rest->empty()) rest.reset();
}

void Unsent::consume(std::size_t bytes) {
  while (!empty() && bytes >= first.size()) {
    bytes -= first.size();
    pop_front();
  }
  if (empty()) return;
  // What is left stands in the middle of the first range: remember how much of a begun frame is still to come.
  const auto sent = static_cast<std::uint32_t>(bytes);
  auto boundary = half_sent_;
  while (boundary < sent) boundary += size_of_frame(first.block->data() + first.begin + boundary);
  half_sent_ = boundary - sent;
  first.begin += sent;
  held -= sent;
}

void Unsent::drop_whole_frames() {
  rest.reset();
  if (empty()) return;
  first.end = first.begin + half_sent_;
  held = half_sent_ + cost_of_a_range;
  if (half_sent_ == 0) pop_front();
}

void Unsent::clear() {
  rest.reset();
  first = {};
  held = 0;
}

}  // namespace kotori::inline v0::websocket
