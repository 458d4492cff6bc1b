#include "chat/service/hosted_room.hpp"

#include "chat/service/refusals.hpp"
#include "kotori/base/match.hpp"

#include <optional>
#include <utility>

namespace chat {
namespace {

/// Who opens a room is its first member.
bool makes_member(const protocol::Fact& fact) {
  return std::holds_alternative<protocol::Joined>(fact) || std::holds_alternative<protocol::Opened>(fact);
}

}  // namespace

using protocol::RefusalCode;

HostedRoom::HostedRoom(kotori::Loop& loop, RoomName name, const RoomRecord& record, Landlord& landlord,
                       std::span<const std::unique_ptr<Reception>> receptions)
    : loop_(loop),
      room_(std::move(name), record.head, record.members),
      landlord_(landlord),
      telling_(loop, room_.name(), receptions),
      passing_(loop, room_, telling_),
      holes_(*this, landlord, record.head) {
  if (!landlord.neighbours().alone())
    rosters_ = std::make_unique<Rosters>(loop, room_, passing_, landlord.neighbours());
}

View HostedRoom::arrive(const Visitor& visitor, std::size_t from_loop) {
  const bool is_first = !room_.find(visitor.person.id);
  if (auto here = room_.arrive(visitor)) passing_.came(std::move(*here));
  if (rosters_ && is_first) rosters_->changed();
  auto view = look();
  telling_.listens(from_loop);
  ++needed_;
  return view;
}

View HostedRoom::look() {
  telling_.send();
  return {.room = this,
          .head = room_.head(),
          .here = room_.here(protocol::most_people_named),
          .count = static_cast<std::uint32_t>(room_.count())};
}

void HostedRoom::leave(const UserId& user, std::size_t from_loop) {
  telling_.listens_no_more(from_loop);
  if (auto gone = room_.leave(user)) passing_.went(std::move(*gone));
  if (rosters_ && !room_.find(user)) rosters_->changed();
  needed_no_more();
}

void HostedRoom::typing(const UserId& user) {
  const auto* visitor = room_.find(user);
  if (visitor && passing_.writes(visitor->person)) landlord_.neighbours().tell(Writes{room_.name(), visitor->person});
}

void HostedRoom::begin(VisitorNumber who, Origin by, std::string id, protocol::Command command, ReplyTo reply_to) {
  landlord_.tasks().spawn(obey_in_time(who, std::move(by), std::move(id), std::move(command), reply_to));
}

kotori::Task<> HostedRoom::obey_in_time(VisitorNumber who, Origin by, std::string id, protocol::Command command,
                                        ReplyTo reply_to) {
  co_await obey(who, std::move(by), std::move(id), std::move(command), reply_to);
}

kotori::Task<HostedRoom::Done> HostedRoom::obey(VisitorNumber who, Origin by, std::string id, protocol::Command command,
                                                ReplyTo reply_to) {
  const Need need{*this};
  auto decision = room_.decide(who, std::move(by), std::move(command));
  const auto outcome = co_await landlord_.log().append(decision.intent);
  co_return report(outcome, decision, who, std::move(id), reply_to);
}

HostedRoom::Done HostedRoom::report(const Outcome& outcome, const Decision& decision, VisitorNumber who, std::string id,
                                    const ReplyTo& reply_to) {
  const auto refuse = [&](protocol::Refusal why) {
    telling_.answer(reply_to, protocol::refused(std::move(id), std::move(why)));
    return Done::refused;
  };
  return kotori::match(
      outcome,
      [&](const Stored& stored) {
        telling_.answer(reply_to,
                        protocol::Ok{std::move(id), protocol::seq_of(stored.fact), protocol::time_of(stored.fact)});
        if (makes_member(stored.fact)) landlord_.joined({room_.name(), decision.intent.by.user, who, reply_to});
        stored_.push_back(stored.fact);
        loop_.at_turn_end(*this, 0);
        happened(stored.fact);
        return Done::yes;
      },
      [&](const Duplicate& first) {
        telling_.answer(reply_to, protocol::Ok{std::move(id), first.seq, first.at});
        holes_.reached(first.seq);
        return Done::yes;
      },
      [&](Unchanged) {
        telling_.answer(reply_to, protocol::Ok{std::move(id), {}, {}});
        return Done::yes;
      },
      [&](Conflict conflict) {
        return refuse(decision.refusal ? *decision.refusal : refusal_of(conflict, decision.intent.what));
      },
      [&](const Unavailable& why) {
        if (!decision.refusal && room_.find(decision.intent.by.user)) room_.could_not_keep(decision);
        refuse(refusal_of(why));
        return Done::not_now;
      });
}

void HostedRoom::finish() {
  telling_.send();
  if (!stored_.empty()) on_turn_end();
  if (rosters_) rosters_->finish();
}

void HostedRoom::on_turn_end() {
  auto facts = std::exchange(stored_, {});
  const auto last = protocol::seq_of(facts.back());
  landlord_.neighbours().stored({room_.name(), last, std::move(facts), landlord_.log().epoch()});
}

void HostedRoom::hear(const NodeId& from, const News& news) {
  kotori::match(
      news,
      [&](const Hint& hint) {
        if (hint.epoch != landlord_.log().epoch()) return;
        for (const auto& fact : hint.facts) happened(fact);
        holes_.reached(hint.seq);
      },
      [&](const Roster& roster) {
        if (rosters_) rosters_->hear(from, roster);
      },
      [&](const RosterWanted&) {
        if (rosters_) rosters_->wanted(from);
      },
      [](const AloneIn&) {}, [&](const Writes& writes) { passing_.writes(writes.person); }, [](const ForPerson&) {});
}

void HostedRoom::know_living(const std::vector<NodeId>& nodes) {
  if (rosters_) rosters_->know_living(nodes);
}

void HostedRoom::happened(const protocol::Fact& fact) {
  const auto seq = protocol::seq_of(fact);
  if (seq.value == room_.head().value + 1) {
    room_.apply(fact);
    std::visit([&](const auto& each) { telling_.announce(each); }, fact);
    follow(fact);
  }
  holes_.reached(seq);
}

void HostedRoom::follow(const protocol::Fact& fact) {
  const auto* visitor = room_.find(protocol::user_of(fact).id);
  if (const auto* renamed = std::get_if<protocol::Renamed>(&fact)) landlord_.renamed(*renamed, visitor);
  if (visitor && std::holds_alternative<protocol::Left>(fact)) telling_.send_out(visitor->number);
}

void HostedRoom::needed_no_more() {
  if (--needed_ == 0) landlord_.vacant(room_.name());
}

}  // namespace chat
