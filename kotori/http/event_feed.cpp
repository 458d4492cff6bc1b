#include "kotori/http/event_feed.hpp"

#include "kotori/async/loop.hpp"

#include <algorithm>
#include <atomic>
#include <cassert>
#include <charconv>
#include <cstdint>
#include <deque>
#include <fmt/format.h>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <utility>
#include <vector>

namespace kotori::inline v0 {
namespace {

std::uint64_t random_number() {
  std::random_device random;
  return std::uint64_t{random()} << 32U | random();
}

}  // namespace

/// What a feed, its seats and what is on its way to their loops have in common.
struct EventFeed::State : std::enable_shared_from_this<State> {
  /// The seats of one loop, and what they will hear when its turn comes.
  struct OnLoop {
    Loop* loop;
    std::vector<EventStream*> streams;  // of that loop only
    std::string untold;
  };

  explicit State(const EventFeedOptions& its) : options(its) {}

  void join(EventStream& events);
  void leave(EventStream& events);
  void send(std::string text);

  const EventFeedOptions options;
  const std::uint64_t run = random_number();  // of the program: numbers of another one mean nothing in it
  std::atomic<std::size_t> seats = 0;

 private:
  OnLoop* here();
  void tell();
  std::string what_was_missed(std::string_view last_id) const;
  std::string missed() const;
  std::string id(std::uint64_t number) const { return fmt::format("{:016x}-{}", run, number); }

  std::mutex mutex_;  // over all that follows
  std::uint64_t last_ = 0;
  std::deque<std::string> kept_;  // the last ones, written out
  std::size_t kept_bytes_ = 0;
  std::vector<std::unique_ptr<OnLoop>> loops_;
};

/// Under the lock; null without seats there. What it gives stays where it is, and is gone only when its loop says so.
EventFeed::State::OnLoop* EventFeed::State::here() {
  const auto found = std::ranges::find(loops_, Loop::current(), [](const auto& each) { return each->loop; });
  return found == loops_.end() ? nullptr : found->get();
}

void EventFeed::State::join(EventStream& events) {
  std::unique_lock lock{mutex_};
  auto* on_loop = here();
  if (!on_loop)
    on_loop = loops_.emplace_back(std::make_unique<OnLoop>(Loop::current(), std::vector<EventStream*>{}, "")).get();
  // The others hear now what was sent before: it is not for who comes after it.
  const auto untold = std::exchange(on_loop->untold, {});
  auto text = what_was_missed(events.last_event_id());
  if (text.size() > events.room()) text = missed();
  lock.unlock();
  for (auto* other : on_loop->streams) other->send_text(untold);
  on_loop->streams.push_back(&events);
  events.send_text(text);
  ++seats;
}

void EventFeed::State::leave(EventStream& events) {
  const std::lock_guard lock{mutex_};
  auto* on_loop = here();
  std::erase(on_loop->streams, &events);
  if (on_loop->streams.empty()) std::erase_if(loops_, [&](const auto& each) { return each.get() == on_loop; });
  --seats;
}

void EventFeed::State::send(std::string text) {
  const std::lock_guard lock{mutex_};
  text = fmt::format("id: {}\n{}", id(last_ + 1), text);
  if (text.size() > options.bytes) throw std::length_error("an event is larger than all that its feed remembers");
  ++last_;
  kept_.push_back(std::move(text));
  kept_bytes_ += kept_.back().size();
  for (auto& on_loop : loops_) {
    if (on_loop->untold.empty()) on_loop->loop->post([state = shared_from_this()] { state->tell(); });
    on_loop->untold += kept_.back();
    if (on_loop->untold.size() > options.bytes) on_loop->untold = missed();
  }
  while (kept_.size() > options.events || kept_bytes_ > options.bytes) {
    kept_bytes_ -= kept_.front().size();
    kept_.pop_front();
  }
}

/// On a loop: what its seats have not heard yet.
void EventFeed::State::tell() {
  std::unique_lock lock{mutex_};
  auto* on_loop = here();
  if (!on_loop) return;
  const auto text = std::exchange(on_loop->untold, {});
  lock.unlock();
  for (auto* events : on_loop->streams) events->send_text(text);
}

std::string EventFeed::State::missed() const {
  return http::to_text({.data = "some events are gone", .event = "missed", .id = id(last_)});
}

/// Who comes for the first time hears only where the feed stands.
std::string EventFeed::State::what_was_missed(std::string_view last_id) const {
  if (last_id.empty()) return http::to_text({.id = id(last_)});
  std::uint64_t number = 0;
  const auto digits = last_id.substr(std::min(last_id.find('-') + 1, last_id.size()));
  std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (last_id != id(number) || number > last_ || last_ - number > kept_.size()) return missed();
  std::string text;
  for (auto place = kept_.size() - (last_ - number); place < kept_.size(); ++place) text += kept_[place];
  return text;
}

EventFeed::EventFeed(const EventFeedOptions& options) : state_(std::make_shared<State>(options)) {}

EventFeed::~EventFeed() { assert(size() == 0 && "an EventFeed outlives its seats"); }

EventFeed::Seat EventFeed::join(EventStream& events) { return Seat{state_, events}; }

void EventFeed::send(Event event) {
  event.id.clear();
  state_->send(http::to_text(event));
}

std::size_t EventFeed::size() const { return state_->seats; }

EventFeed::Seat::Seat(std::shared_ptr<State> state, EventStream& events) : state_(std::move(state)), events_(&events) {
  state_->join(events);
}

EventFeed::Seat::~Seat() {
  if (state_) state_->leave(*events_);
}

}  // namespace kotori::inline v0
