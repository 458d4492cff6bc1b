#include "kotori/websocket/heartbeats.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/websocket/connection.hpp"

#include <algorithm>
#include <cstdint>

namespace kotori::inline v0::websocket {

void Link::join(Link& list) {
  leave();
  behind_ = &list;
  before_ = list.before_;
  before_->behind_ = list.before_ = this;
}

void Link::leave() {
  if (!before_) return;
  before_->behind_ = behind_;
  behind_->before_ = before_;
  before_ = behind_ = nullptr;
}

Heartbeats::List::List() { before_ = behind_ = this; }

Heartbeats::List::~List() {
  while (take_first()) {
  }
}

void Heartbeats::List::take_all(List& from) {
  while (!from.empty()) from.behind_->join(*this);
}

Connection* Heartbeats::List::take_first() {
  if (empty()) return nullptr;
  auto& first = *behind_;
  first.leave();
  return static_cast<Connection*>(&first);
}

void Heartbeats::look_at(Connection& connection, Tick when) {
  const auto now = tick_of(loop_.now());
  if (!armed()) swept_ = now;
  const Tick ahead = std::clamp<std::int32_t>(static_cast<std::int32_t>(when - swept_), 1, slots - 1);
  connection.join(list(swept_ + ahead));
  if (!armed() || ahead < waits_for_ - swept_) wait_for(swept_ + ahead);
}

void Heartbeats::wait_for(Tick when) {
  waits_for_ = when;
  const auto now = loop_.now();
  const auto begun = now.time_since_epoch() % tick;
  loop_.arm(*this, tick * static_cast<std::int32_t>(when - tick_of(now)) - begun);
}

void Heartbeats::on_time() {
  List due;
  for (const auto now = tick_of(loop_.now()); swept_ != now;) due.take_all(list(++swept_));
  while (auto* connection = due.take_first()) connection->look();
  for (Tick ahead = 1; ahead < slots; ++ahead)
    if (!list(swept_ + ahead).empty()) return wait_for(swept_ + ahead);
}

}  // namespace kotori::inline v0::websocket
