#include "chat/room/room.hpp"

#include "chat/model/name.hpp"
#include "chat/model/text.hpp"

#include <cassert>
#include <utility>

namespace chat {
namespace {

using protocol::Refusal;
using protocol::RefusalCode;

Refusal refusal_of(TextFault fault) {
  switch (fault) {
    case TextFault::empty: return {RefusalCode::empty_text, "there is nothing to see in this text"};
    case TextFault::too_long: return {RefusalCode::text_too_long, "the text is too long"};
    case TextFault::not_text: break;
  }
  return {RefusalCode::malformed, "the text is not UTF-8, or has a NUL in it"};
}

}  // namespace

Room::Room(RoomName name, Seq head) : name_(std::move(name)), head_(head) {}

std::optional<protocol::Here> Room::arrive(const Visitor& visitor) {
  auto& present = present_[visitor.person.id];
  if (present.connections++ > 0) return {};
  present.visitor = visitor;
  return protocol::Here{.room = name_, .user = visitor.person};
}

std::optional<protocol::Gone> Room::leave(const UserId& user) {
  const auto found = present_.find(user);
  assert(found != present_.end());
  if (--found->second.connections > 0) return {};
  auto person = std::move(found->second.visitor.person);
  present_.erase(found);
  // Who comes back sends what was not kept again, in order; that is what their outbox is for.
  std::erase_if(owed_, [&](const auto& entry) { return entry.first.user == person.id; });
  return protocol::Gone{.room = name_, .user = std::move(person)};
}

std::vector<Person> Room::here() const {
  std::vector<Person> people;
  people.reserve(present_.size());
  for (const auto& [user, present] : present_) people.push_back(present.visitor.person);
  return people;
}

const Person* Room::find(const UserId& user) const {
  const auto found = present_.find(user);
  return found == present_.end() ? nullptr : &found->second.visitor.person;
}

Room::Decision Room::say(Origin by, std::string text) {
  if (auto refusal = early_refusal(by)) return std::unexpected(std::move(*refusal));
  if (const auto fault = fault_of_text(text)) return std::unexpected(refusal_of(*fault));
  return Intent{.room = name_, .by = std::move(by), .what = NewText{std::move(text)}, .only_if = {}};
}

Room::Decision Room::rename(Origin by, std::string_view name) {
  if (auto refusal = early_refusal(by)) return std::unexpected(std::move(*refusal));
  auto made = make_name(name, present_.at(by.user).visitor.number);
  if (!made) return std::unexpected(Refusal{RefusalCode::name_not_allowed, std::move(made.error().message)});
  return Intent{
      .room = name_, .by = std::move(by), .what = NewName{std::move(*made)}, .only_if = {Precondition::name_free}};
}

std::optional<Refusal> Room::early_refusal(const Origin& by) {
  if (!present_.contains(by.user)) return Refusal{RefusalCode::not_a_member, "you are not in this room"};
  const auto owed = owed_.find({by.user, by.device});
  if (owed == owed_.end()) return {};
  if (owed->second != by.client_id)
    return Refusal{RefusalCode::unavailable, "an earlier command was not kept; send that one again first"};
  owed_.erase(owed);
  return {};
}

void Room::apply(const protocol::Fact& fact) {
  assert(protocol::seq_of(fact).value == head_.value + 1);
  head_ = protocol::seq_of(fact);
  const auto* renamed = std::get_if<protocol::Renamed>(&fact);
  if (!renamed) return;
  if (const auto found = present_.find(renamed->user.id); found != present_.end())
    found->second.visitor.person.name = renamed->user.name;
}

void Room::could_not_keep(const Origin& by) { owed_.try_emplace({by.user, by.device}, by.client_id); }

}  // namespace chat
