#include "apps/kotori/bench/return.hpp"

#include "apps/kotori/bench/meter.hpp"
#include "kotori/async/sleep.hpp"
#include "kotori/async/task_group.hpp"

#include <algorithm>
#include <charconv>
#include <exception>
#include <fmt/format.h>
#include <stdexcept>
#include <utility>

namespace bench {
using namespace kotori;
using namespace std::chrono_literals;

namespace {

constexpr auto patience = 60s;

/// Takes what the text begins with.
bool take(std::string_view& text, std::string_view beginning) {
  if (!text.starts_with(beginning)) return false;
  text.remove_prefix(beginning.size());
  return true;
}

/// What stands behind these words, up to the end of a string.
std::string string_behind(std::string_view text, std::string_view words) {
  const auto at = text.find(words);
  if (at == text.npos) return {};
  text.remove_prefix(at + words.size());
  return std::string{text.substr(0, text.find('"'))};
}

std::uint64_t number_in(std::string_view text) {
  std::uint64_t number = 0;
  std::from_chars(text.data(), text.data() + text.size(), number);
  return number;
}

}  // namespace

Task<> Return::everyone_comes() {
  begun_ = Loop::current()->now();
  next_ = 0;
  back.clear();
  heard_ = doubled_ = reset_ = tried_again_ = 0;
  std::exception_ptr failure;
  TaskGroup coming{[&](std::exception_ptr why) { failure = why; }};
  for (std::size_t i = 0; i < std::min(options_.window, people_.size()); ++i) coming.spawn(come_in_turn());
  co_await coming.join();
  if (failure) std::rethrow_exception(failure);
  co_await until_there(people_.size());
}

Task<> Return::come_in_turn() {
  while (next_ < people_.size()) co_await come(next_++);
}

Task<> Return::come(std::uint32_t number) {
  auto& person = people_[number];
  auto entered = co_await get_in(number, person.cookie);
  if (!entered.cookie.empty()) person.cookie = entered.cookie;
  ++connected_;
  person.visitor = std::make_unique<Visitor>(number, std::move(entered), *this);
  person.visitor->say(hello(number));
}

/// As clients do, it tries again a little later where it finds nobody.
Task<Entered> Return::get_in(std::uint32_t number, std::string_view cookie) {
  const auto enough = Loop::current()->now() + patience;
  for (;;) {
    auto entered = co_await door_.enter(number, cookie);
    if (entered) co_return std::move(*entered);
    if (Loop::current()->now() > enough) throw std::runtime_error(entered.error().message);
    ++tried_again_;
    co_await sleep(std::chrono::milliseconds{50 + random_() % 100});
  }
}

std::string Return::hello(std::uint32_t number) const {
  const auto resume = epoch_.empty()
                          ? ""
                          : fmt::format(R"(,"resume":{{"epoch":"{}","rooms":[{{"room":"lobby","seq":{}}}]}})", epoch_,
                                        people_[number].seq);
  return fmt::format(R"({{"type":"hello","id":"hello","device":"bench-{}"{}}})", number, resume);
}

Task<> Return::until_there(std::size_t count) {
  const auto enough = Loop::current()->now() + patience;
  while (there_ < count) {
    show_progress(fmt::format("{} of {} are there", there_, count));
    if (Loop::current()->now() > enough)
      throw std::runtime_error(fmt::format("only {} of {} are there", there_, count));
    co_await sleep(100ms);
  }
}

Task<> Return::everyone_goes() {
  if (options_.until_restarted)
    for (const auto enough = Loop::current()->now() + patience; connected_ > 0; co_await sleep(100ms)) {
      show_progress(fmt::format("{} wait for the server to end", connected_));
      if (Loop::current()->now() > enough) throw std::runtime_error("the server has not ended");
    }
  for (auto& person : people_) {
    person.visitor.reset();
    person.is_there = false;
  }
  connected_ = there_ = 0;
}

Task<> Return::somebody_says(std::size_t count) {
  const auto number = static_cast<std::uint32_t>(people_.size());
  Visitor speaker{number, co_await get_in(number, {}), *this};
  speaker.say(fmt::format(R"({{"type":"hello","id":"hello","device":"speaker"}})"));
  unanswered_ = count;
  for (std::size_t i = 0; i < count; ++i)
    speaker.say(options_.message.fill(
        {.text = std::string(options_.size, '.'), .id = fmt::format("m{}", i), .connection = number, .room = "lobby"}));
  const auto enough = Loop::current()->now() + patience;
  while (unanswered_ > 0) {
    if (Loop::current()->now() > enough) throw std::runtime_error("what was said is not acknowledged");
    co_await sleep(10ms);
  }
}

void Return::on_message(Visitor& visitor, std::string_view payload, Instant now) {
  if (visitor.number() == people_.size()) {
    if (payload.starts_with(R"({"type":"ok")")) --unanswered_;
    return;
  }
  auto& person = people_[visitor.number()];
  if (take(payload, R"({"type":"said","room":"lobby","seq":)")) {
    const auto seq = number_in(payload);
    ++(seq == person.seq + 1 ? heard_ : doubled_);
    person.seq = seq;
  } else if (take(payload, R"({"type":"caught_up","room":"lobby","seq":)")) {
    person.seq = number_in(payload);
    back.add(now - begun_);
    there_ += std::exchange(person.is_there, true) ? 0 : 1;
  } else if (payload.starts_with(R"({"type":"reset")")) {
    ++reset_;
  } else if (payload.starts_with(R"({"type":"welcome")")) {
    epoch_ = string_behind(payload, R"("epoch":")");
  }
}

void Return::on_lost(Visitor& visitor, std::string_view) {
  if (visitor.number() == people_.size()) return;
  --connected_;
  there_ -= std::exchange(people_[visitor.number()].is_there, false) ? 1 : 0;
}

}  // namespace bench
