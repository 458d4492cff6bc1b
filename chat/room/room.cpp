#include "chat/room/room.hpp"

#include "chat/room/rules.hpp"

#include <cassert>
#include <utility>

namespace chat {

using protocol::Refusal;
using protocol::RefusalCode;

Room::Room(RoomName name, Seq head, std::unordered_set<std::string> members)
    : name_(std::move(name)), head_(head), members_(std::move(members)) {}

bool Room::admits(const UserId& user) const { return name_ == lobby || members_.contains(user.value); }

std::optional<protocol::Here> Room::arrive(const Visitor& visitor) {
  if (!presence_.arrive(visitor)) return {};
  return protocol::Here{.room = name_, .user = visitor.person};
}

std::optional<protocol::Gone> Room::leave(const UserId& user) {
  auto gone = presence_.leave(user);
  // Who comes back sends what was not kept again, in order; that is what their outbox is for.
  if (!presence_.find(user)) std::erase_if(owed_, [&](const auto& entry) { return entry.first.user == user; });
  if (!gone) return {};
  return protocol::Gone{.room = name_, .user = std::move(*gone)};
}

Decision Room::decide(VisitorNumber who, Origin by, protocol::Command command) {
  auto ruling = rules::rule(name_, who, std::move(command));
  if (auto owes = owes_another(by)) ruling.refusal = std::move(owes);
  if (ruling.refusal) ruling.only_if = {Precondition::never};
  return {.intent = {.room = name_,
                     .by = std::move(by),
                     .what = std::move(ruling.what),
                     .only_if = std::move(ruling.only_if)},
          .refusal = std::move(ruling.refusal),
          .number = ++decisions_};
}

std::optional<Refusal> Room::owes_another(const Origin& by) {
  const auto owed = owed_.find({by.user, by.device});
  if (owed == owed_.end()) return {};
  if (owed->second.client_id != by.client_id)
    return Refusal{RefusalCode::unavailable, "an earlier command was not kept; send that one again first"};
  owed_.erase(owed);
  return {};
}

void Room::apply(const protocol::Fact& fact) {
  assert(protocol::seq_of(fact).value == head_.value + 1);
  head_ = protocol::seq_of(fact);
  const auto& user = protocol::user_of(fact);
  if (std::holds_alternative<protocol::Joined>(fact) || std::holds_alternative<protocol::Opened>(fact))
    members_.insert(user.id.value);
  if (std::holds_alternative<protocol::Left>(fact)) members_.erase(user.id.value);
  if (std::holds_alternative<protocol::Renamed>(fact)) rename(user);
}

void Room::could_not_keep(const Decision& decision) {
  const auto& by = decision.intent.by;
  const Owed owed{decision.number, by.client_id};
  const auto [first, is_first] = owed_.try_emplace({by.user, by.device}, owed);
  if (!is_first && owed.number < first->second.number) first->second = owed;
}

}  // namespace chat
