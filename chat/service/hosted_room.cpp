#include "chat/service/hosted_room.hpp"

#include "chat/service/on_loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <exception>
#include <string>

namespace chat {
namespace {

using protocol::Refusal;
using protocol::RefusalCode;

Refusal refusal_of(Conflict conflict) {
  switch (conflict) {
    case Conflict::already_used: return {RefusalCode::already_used, "this client_id was another command"};
    case Conflict::name_taken: return {RefusalCode::name_taken, "somebody else goes by this name"};
    case Conflict::unknown_user: break;
  }
  return {RefusalCode::not_a_member, "you are not known here"};
}

void report(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& error) {
    kotori::log::error("room failed", {{"why", error.what()}});
  } catch (...) {
    kotori::log::error("room failed", {{"why", "something that is no std::exception"}});
  }
}

}  // namespace

HostedRoom::HostedRoom(kotori::Loop& loop, Head head, Log& log, Bus& bus, const BusListener& self,
                       std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop),
      room_(std::move(head.room), head.seq),
      log_(log),
      bus_(bus),
      self_(self),
      receptions_(receptions),
      seated_(receptions.size()),
      answers_(receptions.size()),
      reached_(head.seq),
      tasks_(report) {}

kotori::Task<kotori::Result<HostedRoom::Arrival>> HostedRoom::arrive(UserId user, std::size_t from_loop) {
  // Asked here, not on the visitor's loop: so the answer stands in line with the renamings that this room hears of.
  auto visitor = co_await log_.admit(std::move(user));
  if (!visitor) co_return std::unexpected(std::move(visitor.error()));
  if (auto here = room_.arrive(*visitor)) announce(std::move(*here));
  send();
  ++seated_.at(from_loop);
  co_return Arrival{.person = *room_.find(visitor->person.id),
                    .state = {.room = room_.name(), .head = room_.head(), .here = room_.here()}};
}

void HostedRoom::leave(const UserId& user, std::size_t from_loop) {
  --seated_.at(from_loop);
  if (auto gone = room_.leave(user)) announce(std::move(*gone));
}

void HostedRoom::say(Origin by, protocol::Say say, ReplyTo reply_to) {
  decided(room_.say(std::move(by), std::move(say.text)), std::move(say.id), reply_to);
}

void HostedRoom::rename(Origin by, protocol::Rename rename, ReplyTo reply_to) {
  decided(room_.rename(std::move(by), rename.name), std::move(rename.id), reply_to);
}

void HostedRoom::decided(Room::Decision decision, std::string id, ReplyTo reply_to) {
  if (decision) {
    tasks_.spawn(keep(std::move(*decision), std::move(id), reply_to));
  } else {
    answer(reply_to, protocol::refused(std::move(id), std::move(decision.error())));
  }
}

kotori::Task<> HostedRoom::keep(Intent intent, std::string id, ReplyTo reply_to) {
  const auto by = intent.by;
  auto outcome = co_await log_.append(std::move(intent));
  kotori::match(
      outcome,
      [&](Stored& stored) {
        const auto at = std::visit([](const auto& fact) { return fact.at; }, stored.fact);
        answer(reply_to, protocol::Ok{std::move(id), protocol::seq_of(stored.fact), at});
        stored_.push_back(stored.fact);
        happened(std::move(stored.fact));
      },
      [&](const Duplicate& first) { answer(reply_to, protocol::Ok{std::move(id), first.seq, first.at}); },
      [&](Conflict conflict) { answer(reply_to, protocol::refused(std::move(id), refusal_of(conflict))); },
      [&](Unavailable) {
        room_.could_not_keep(by);
        answer(reply_to,
               protocol::refused(std::move(id), {RefusalCode::unavailable, "this cannot be kept now; send it again"}));
      });
}

void HostedRoom::hear(const Hint& hint) {
  for (const auto& fact : hint.facts) happened(fact);
  reached(hint.seq);
}

void HostedRoom::happened(protocol::Fact fact) {
  const auto seq = protocol::seq_of(fact);
  if (seq.value == room_.head().value + 1) {
    room_.apply(fact);
    std::visit([&](auto& each) { announce(std::move(each)); }, fact);
  }
  reached(seq);
}

void HostedRoom::reached(Seq seq) {
  reached_ = std::max(reached_, seq);
  if (filling_ || room_.head() >= reached_) return;
  filling_ = true;
  tasks_.spawn(fill_hole());
}

// When the log cannot be read, the next fact or hint tries again.
kotori::Task<> HostedRoom::fill_hole() {
  while (room_.head() < reached_) {
    PageRequest next{.room = room_.name(), .after = room_.head(), .limit = protocol::largest_history};
    auto page = co_await log_.read(std::move(next));
    if (!page || page->facts.empty()) break;
    for (auto& fact : page->facts) happened(std::move(fact));
  }
  filling_ = false;
}

kotori::Task<> HostedRoom::settle() { co_await tasks_.join(); }

void HostedRoom::announce(protocol::Event event) {
  events_.push_back(std::move(event));
  loop_.at_turn_end(*this, 0);
}

void HostedRoom::answer(ReplyTo to, protocol::Answer answer) {
  answers_.at(to.loop).emplace_back(to.visit, std::move(answer));
  loop_.at_turn_end(*this, 0);
}

void HostedRoom::send() {
  withdraw();
  const auto events = std::make_shared<const std::vector<protocol::Event>>(std::exchange(events_, {}));
  for (const auto& reception : receptions_) {
    auto answers = std::exchange(answers_.at(reception->index()), {});
    const bool listens = seated_.at(reception->index()) > 0 && !events->empty();
    if (answers.empty() && !listens) continue;
    call_soon(reception->loop(),
              [&there = *reception, &room = room_.name(), events, listens, all = std::move(answers)] {
                for (const auto& [visit, answer] : all) there.answer(visit, answer);
                if (listens) there.tell(room, *events);
              });
  }
  if (stored_.empty()) return;
  const auto last = protocol::seq_of(stored_.back());
  bus_.publish({.room = room_.name(), .seq = last, .facts = std::exchange(stored_, {})}, self_);
}

}  // namespace chat
