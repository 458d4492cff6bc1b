#include "chat/service/passing.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace chat {
namespace {

constexpr kotori::Duration beat = std::chrono::seconds{1};

}  // namespace

void Passing::counted() {
  crowded_ = crowded_ || room_.count() > protocol::most_people_named;
  if (!crowded_) return;
  crowd_changed_ = true;
  if (!armed()) loop_.arm(*this, beat);
}

void Passing::changed(protocol::Event how) {
  counted();
  if (!crowded_) telling_.announce(std::move(how));
}

void Passing::tell_of_crowd() {
  crowd_changed_ = false;
  crowded_ = room_.count() > protocol::most_people_named;
  protocol::Crowd crowd{.room = room_.name(), .count = static_cast<std::uint32_t>(room_.count()), .here = {}};
  if (!crowded_) crowd.here = room_.here(protocol::most_people_named);
  telling_.announce(std::move(crowd));
}

bool Passing::writes(const Person& person) {
  if (writing_.size() == protocol::most_people_named || std::ranges::find(writing_, person) != writing_.end())
    return false;
  writing_.push_back(person);
  if (!armed()) tell_of_writing();
  return true;
}

// The first is told at once, the others with the next beat.
void Passing::tell_of_writing() {
  telling_.announce(protocol::Writing{.room = room_.name(), .users = std::exchange(writing_, {})});
  loop_.arm(*this, beat);
}

void Passing::on_time() {
  if (crowd_changed_) tell_of_crowd();
  if (!writing_.empty()) tell_of_writing();
}

}  // namespace chat
