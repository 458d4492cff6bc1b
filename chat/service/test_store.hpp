#pragma once
#include "chat/service/test_room.hpp"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

namespace chat {

/// What a TestLog keeps: people, rooms, read marks and where each command's fact is. The first fact is made at 1001,
/// the next at 1002, and so on over all rooms.
class TestStore {
 public:
  const TestRoom* find(const RoomName& name) const {
    const auto room = rooms_.find(name);
    return room == rooms_.end() ? nullptr : &room->second;
  }
  bool knows(const UserId& user) const { return people_.contains(user); }

  Admission admit(const UserId& user) {
    const auto number = people_.size();
    const auto name = newcomer_name(number);
    const auto& known = people_.try_emplace(user, Known{{{user, name.shown}, number}, name.key}).first->second;
    Admission admission{known.visitor, {state_of(lobby, user)}};
    for (const auto& [room, facts] : rooms_)
      if (facts.record().members.contains(user.value)) admission.rooms.push_back(state_of(room, user));
    return admission;
  }
  RoomsPage rooms(const RoomsRequest& request) const {
    RoomsPage page;
    for (auto at = request.after ? rooms_.upper_bound(*request.after) : rooms_.begin(); at != rooms_.end(); ++at) {
      const auto record = at->second.record();
      if (record.closed) continue;
      page.more = page.rooms.size() == request.limit;
      if (page.more) break;
      page.rooms.push_back({at->first, record.topic, record.members.size()});
    }
    return page;
  }

  void keep(const ReadMark& mark) {
    if (!knows(mark.user) || !find(mark.room)) return;
    auto& kept = marks_[{mark.user, mark.room}];
    kept = std::max(kept, std::min(mark.seq, find(mark.room)->head()));
  }
  Outcome keep(const Intent& intent) {
    const auto person = people_.find(intent.by.user);
    if (person == people_.end()) return Conflict::unknown_user;
    const auto origin = std::tuple{intent.by.user, intent.by.device, intent.by.client_id};
    if (const auto found = origins_.find(origin); found != origins_.end()) {
      const auto& kept = found->second;
      if (kept.room != intent.room || kept.kind != intent.what.index()) return Conflict::already_used;
      return Duplicate{kept.room, kept.seq, kept.at};
    }
    for (const auto precondition : intent.only_if)
      if (const auto conflict = check(precondition, intent)) return *conflict;
    if (const auto conflict = what_is_missing(intent)) return *conflict;
    if (const auto* room = find(intent.room)) {
      if (is_so_already(intent, *room)) return Unchanged{};
      if (has_too_many_reactions(intent, *room)) return Conflict::too_many;
    }
    if (has_too_many_rooms(intent)) return Conflict::too_many;
    return add(intent, origin, person->second);
  }

 private:
  struct Kept {
    RoomName room;
    Seq seq;
    kotori::UnixMillis at;
    std::size_t kind;
  };
  struct Known {
    Visitor visitor;
    std::string key;
  };
  protocol::RoomState state_of(const RoomName& room, const UserId& user) const {
    const auto record = rooms_.at(room).record();
    const auto mark = marks_.find({user, room});
    const auto read = mark == marks_.end() ? Seq{} : mark->second;
    return {room, record.head, read, record.head.value - read.value, record.topic, record.closed};
  }

  static std::optional<Seq> message_of(const Intent& intent) {
    using Message = std::optional<Seq>;
    return kotori::match(
        intent.what, [](const NewText& text) { return text.reply_to; },
        [](const auto& what) -> Message {
          if constexpr (requires { what.message; }) return what.message;
          return {};
        });
  }

  /// What stands against the intent, if this precondition does not hold.
  std::optional<Conflict> check(Precondition precondition, const Intent& intent) const {
    const auto& user = intent.by.user;
    const auto* room = find(intent.room);
    const auto number = message_of(intent);
    const auto message = room && number ? room->message(*number) : std::nullopt;
    const auto unless = [](bool holds, Conflict conflict) { return holds ? std::nullopt : std::optional{conflict}; };
    switch (precondition) {
      case Precondition::name_free: return unless(is_free(intent), Conflict::name_taken);
      case Precondition::room_new: return unless(!room && is_new(std::get<Open>(intent.what)), Conflict::room_exists);
      case Precondition::room_open:
        if (!room) return Conflict::unknown_room;
        return unless(!room->record().closed, Conflict::room_closed);
      case Precondition::member: return unless(is_member(intent.room, room, user), Conflict::not_a_member);
      case Precondition::opener: return unless(room && room->was_opened_by(user), Conflict::not_yours);
      case Precondition::message_there: return unless(!number || message, Conflict::no_such_message);
      case Precondition::own_message:
        if (number && !message) return Conflict::no_such_message;
        return unless(!message || message->user.id == user, Conflict::not_yours);
      case Precondition::never: break;
    }
    return Conflict::never;
  }
  /// Needed whether it was asked for or not.
  std::optional<Conflict> what_is_missing(const Intent& intent) const {
    if (std::holds_alternative<Open>(intent.what)) return check(Precondition::room_new, intent);
    return find(intent.room) ? check(Precondition::message_there, intent) : Conflict::unknown_room;
  }
  bool is_free(const Intent& intent) const {
    const auto& key = std::get<NewName>(intent.what).name.key;
    return std::ranges::none_of(
        people_, [&](const auto& other) { return other.first != intent.by.user && other.second.key == key; });
  }
  bool is_new(const Open& open) const {
    return std::ranges::none_of(rooms_, [&](const auto& other) { return other.second.key() == open.key; });
  }
  static bool is_member(const RoomName& name, const TestRoom* room, const UserId& user) {
    return name == lobby || (room && room->record().members.contains(user.value));
  }

  static bool is_so_already(const Intent& intent, const TestRoom& room) {
    const auto& user = intent.by.user;
    const auto is_pinned = [&](Seq seq) {
      const auto message = room.message(seq);
      return message && message->state && message->state->pinned;
    };
    return kotori::match(
        intent.what, [&](const Join&) { return is_member(intent.room, &room, user); },
        [&](const Leave&) { return !is_member(intent.room, &room, user); },
        [&](const React& react) { return room.has_reacted(user, react.message, react.emoji); },
        [&](const Unreact& unreact) { return !room.has_reacted(user, unreact.message, unreact.emoji); },
        [&](const Pin& pin) { return is_pinned(pin.message); },
        [&](const Unpin& unpin) { return !is_pinned(unpin.message); },
        [&](const SetTopic& set) { return room.record().topic == set.topic; },
        [&](const Close&) { return room.record().closed; }, [](const auto&) { return false; });
  }

  static bool has_too_many_reactions(const Intent& intent, const TestRoom& room) {
    const auto* react = std::get_if<React>(&intent.what);
    const auto message = react ? room.message(react->message) : std::nullopt;
    if (!message || !message->state || !message->state->reactions) return false;
    const auto& all = *message->state->reactions;
    return all.size() >= most_reactions && std::ranges::find(all, react->emoji, &Reaction::emoji) == all.end();
  }
  bool has_too_many_rooms(const Intent& intent) const {
    if (!std::holds_alternative<Open>(intent.what) && !std::holds_alternative<Join>(intent.what)) return false;
    const auto has = [&](const auto& room) { return room.second.record().members.contains(intent.by.user.value); };
    return static_cast<std::size_t>(std::ranges::count_if(rooms_, has)) >= protocol::most_rooms;
  }

  using OriginKey = std::tuple<UserId, DeviceId, ClientId>;
  Outcome add(const Intent& intent, const OriginKey& origin, Known& known) {
    const auto* open = std::get_if<Open>(&intent.what);
    auto& room = rooms_.try_emplace(intent.room, open ? open->key : std::string{}).first->second;
    const Seq seq{room.head().value + 1};
    const auto at = ++clock_;
    origins_[origin] = {intent.room, seq, at, intent.what.index()};
    auto fact = fact_of(intent, {intent.room, seq, at, room, known});
    room.add(fact);
    return Stored{std::move(fact)};
  }

  struct Place {
    RoomName room;
    Seq seq;
    kotori::UnixMillis at;
    const TestRoom& facts;
    Known& known;
  };
  static protocol::Fact fact_of(const Intent& intent, const Place& place) {
    using protocol::Fact;
    const auto& [room, seq, at, facts, known] = place;
    auto& user = known.visitor.person;
    return kotori::match(
        intent.what,
        [&](const NewText& what) -> Fact {
          const auto thread = what.reply_to ? facts.thread_of_answers_to(*what.reply_to) : std::nullopt;
          return protocol::Said{room, seq, at, user, what.text, what.reply_to, thread, {}};
        },
        [&](const NewName& what) -> Fact {
          const auto was = std::exchange(user.name, what.name.shown);
          known.key = what.name.key;
          return protocol::Renamed{room, seq, at, user, was};
        },
        [&](const Edit& what) -> Fact { return protocol::Edited{room, seq, at, user, what.message, what.text}; },
        [&](const Delete& what) -> Fact { return protocol::Deleted{room, seq, at, user, what.message}; },
        [&](const React& what) -> Fact { return protocol::Reacted{room, seq, at, user, what.message, what.emoji}; },
        [&](const Unreact& what) -> Fact { return protocol::Unreacted{room, seq, at, user, what.message, what.emoji}; },
        [&](const Pin& what) -> Fact { return protocol::Pinned{room, seq, at, user, what.message}; },
        [&](const Unpin& what) -> Fact { return protocol::Unpinned{room, seq, at, user, what.message}; },
        [&](const Join&) -> Fact { return protocol::Joined{room, seq, at, user}; },
        [&](const Leave&) -> Fact { return protocol::Left{room, seq, at, user}; },
        [&](const Open& what) -> Fact { return protocol::Opened{room, seq, at, user, what.topic}; },
        [&](const SetTopic& what) -> Fact { return protocol::TopicSet{room, seq, at, user, what.topic}; },
        [&](const Close&) -> Fact { return protocol::Closed{room, seq, at, user}; });
  }

  kotori::UnixMillis clock_ = 1000;
  std::map<UserId, Known> people_;
  std::map<RoomName, TestRoom> rooms_{{lobby, TestRoom{lobby.value}}};
  std::map<OriginKey, Kept> origins_;
  std::map<std::pair<UserId, RoomName>, Seq> marks_;
};

}  // namespace chat
