#include "apps/kotori/bench/traffic.hpp"

#include "kotori/async/loop.hpp"

#include <charconv>
#include <chrono>
#include <fmt/format.h>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

bool take_number(std::string_view& from, std::uint32_t& into) {
  const auto read = std::from_chars(from.data(), from.data() + from.size(), into);
  from.remove_prefix(static_cast<std::size_t>(read.ptr - from.data()));
  return read.ec == std::errc{};
}

}  // namespace

Traffic::Traffic(const Options& options)
    : options_(options),
      echo_(options.work == Work::echo),
      senders_(echo_ ? options.connections : options.senders),
      next_(options.connections * (echo_ ? 1 : options.senders)),
      arrival_(options) {
  for (std::uint32_t number = 0; number < senders_.size(); ++number) {
    senders_[number].hearers = echo_ ? 1 : options.rooms.in_room_of(number, options.connections);
    senders_[number].unheard.resize(options.window);
  }
}

void Traffic::begin(Crowd& crowd) {
  crowd_ = &crowd;
  saying_ = true;
  due_ = Loop::current()->now();
  if (options_.rate > 0) return on_time();
  for (std::uint32_t sender = 0; sender < senders_.size(); ++sender)
    for (std::size_t i = 0; i < options_.window; ++i) say(sender, Loop::current()->now());
}

void Traffic::end() {
  saying_ = false;
  disarm();
}

/// A message is late only by more than a tick of the loop's clock, a millisecond and what rounding adds.
void Traffic::on_time() {
  const auto now = std::chrono::steady_clock::now();
  const Duration interval{static_cast<std::int64_t>(1e9 / options_.rate)};
  for (; due_ <= now; due_ += interval) {
    say(turn_, now - due_ <= 2ms ? now : due_);
    turn_ = (turn_ + 1) % static_cast<std::uint32_t>(senders_.size());
  }
  Loop::current()->arm(*this, due_ - now);
}

void Traffic::say(std::uint32_t number, Instant at) {
  auto& sender = senders_[number];
  const Mark mark{.sender = number, .number = sender.said++, .sent = at};
  sender.unheard[mark.number % options_.window] = sender.hearers;
  if (is_of_the_chat(options_.work)) sender.unanswered.emplace_back(mark.number, at);
  ++counts_.said;
  counts_.expected += sender.hearers;
  (*crowd_)[number].say(options_.message.fill({.text = text_with(mark, options_.size),
                                               .id = fmt::format("{}-{}", number, mark.number),
                                               .connection = number,
                                               .room = options_.rooms.of(number)}));
}

void Traffic::on_message(Visitor& visitor, std::string_view payload, Instant now) {
  if (!arrival_.has_arrived(visitor.number())) return arrival_.hear(visitor, payload);
  auto mark = take_mark(payload);
  if (!mark) return on_answer(payload, now);
  // Some servers put several of theirs into one of WebSocket's.
  for (; mark; mark = take_mark(payload)) on_delivery(visitor, *mark, now);
}

void Traffic::on_delivery(const Visitor& visitor, const Mark& mark, Instant now) {
  if (mark.sender >= senders_.size()) return;
  auto& sender = senders_[mark.sender];
  auto& next = next_[echo_ ? visitor.number() : visitor.number() * senders_.size() + mark.sender];
  if (mark.number < next) {
    ++counts_.doubled;
    return;
  }
  next = mark.number + 1;
  ++counts_.heard;
  deliveries.add(now - mark.sent);
  if (const auto nodes = options_.urls.size(); nodes > 1)
    (visitor.number() % nodes == mark.sender % nodes ? here : elsewhere).add(now - mark.sent);
  if (--sender.unheard[mark.number % options_.window] > 0) return;
  if (saying_ && options_.rate == 0 && options_.work != Work::durable) say(mark.sender, now);
}

/// {"type":"ok","id":"3-17",...}: any answer that repeats the id.
void Traffic::on_answer(std::string_view payload, Instant now) {
  constexpr std::string_view before_id = "\"id\":\"";
  const auto at = payload.find(before_id);
  if (at == payload.npos) return;
  payload.remove_prefix(at + before_id.size());
  std::uint32_t number = 0, message = 0;
  if (!take_number(payload, number) || !payload.starts_with('-') || number >= senders_.size()) return;
  payload.remove_prefix(1);
  if (!take_number(payload, message)) return;
  auto& unanswered = senders_[number].unanswered;
  if (unanswered.empty() || unanswered.front().first != message) return;
  ++counts_.answered;
  ++senders_[number].answered;
  answers.add(now - unanswered.front().second);
  unanswered.pop_front();
  if (saying_ && options_.rate == 0 && options_.work == Work::durable) say(number, now);
}

void Traffic::on_lost(Visitor& visitor, std::string_view why) {
  ++counts_.lost;
  if (trouble_.empty()) trouble_ = fmt::format("connection {}: {}", visitor.number(), why);
}

}  // namespace bench
