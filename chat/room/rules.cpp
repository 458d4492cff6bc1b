#include "chat/room/rules.hpp"

#include "chat/model/name.hpp"
#include "chat/model/text.hpp"
#include "kotori/base/match.hpp"

#include <string_view>
#include <utility>

namespace chat::rules {
namespace {

using protocol::Refusal;
using protocol::RefusalCode;
using enum Precondition;

std::optional<Refusal> refusal_of(std::optional<TextFault> fault, const char* field) {
  if (!fault) return {};
  switch (*fault) {
    case TextFault::empty: return Refusal{RefusalCode::empty_text, "there is nothing to see in this text", field};
    case TextFault::too_long: return Refusal{RefusalCode::text_too_long, "the text is too long", field};
    case TextFault::not_text: return Refusal{RefusalCode::malformed, "the text is not UTF-8", field};
    case TextFault::control: break;
  }
  return Refusal{RefusalCode::text_not_allowed, "the text has control characters in it", field};
}

std::optional<Refusal> refusal_of_emoji(std::string_view emoji) {
  if (is_reaction(emoji)) return {};
  return Refusal{RefusalCode::emoji_not_allowed, "a reaction is one character that can be seen", "emoji"};
}

/// Everyone is in the lobby, which is always open.
std::vector<Precondition> for_members(const RoomName& room, std::vector<Precondition> more = {}) {
  if (room == lobby) return more;
  more.insert(more.begin(), {room_open, member});
  return more;
}

std::optional<Refusal> not_for_the_lobby(const RoomName& room) {
  if (room != lobby) return {};
  return Refusal{RefusalCode::not_possible, "everyone is in the lobby, always", "room"};
}

Ruling rule_open(const RoomName& room, protocol::OpenRoom& open) {
  Ruling ruling{
      .what = Open{}, .only_if = {room_new}, .refusal = refusal_of(fault_of_topic(open.topic.value_or("")), "topic")};
  if (auto name = make_room_name(room.value)) {
    ruling.what = Open{std::move(name->key), open.topic.value_or("")};
  } else {
    ruling.refusal = Refusal{RefusalCode::room_name_not_allowed, std::move(name.error().message), "room"};
  }
  return ruling;
}

Ruling rule_rename(VisitorNumber who, const protocol::Rename& rename) {
  auto name = make_name(rename.name, who);
  if (name) return {.what = NewName{std::move(*name)}, .only_if = {name_free}, .refusal = {}};
  return {.what = NewName{},
          .only_if = {},
          .refusal = Refusal{RefusalCode::name_not_allowed, std::move(name.error().message), "name"}};
}

}  // namespace

Ruling rule(const RoomName& room, VisitorNumber who, protocol::Command command) {
  return kotori::match(
      command,
      [&](protocol::Say& say) {
        auto refusal = refusal_of(fault_of_text(say.text), "text");
        auto only_if = for_members(room, say.reply_to ? std::vector{message_there} : std::vector<Precondition>{});
        return Ruling{NewText{std::move(say.text), say.reply_to}, std::move(only_if), std::move(refusal)};
      },
      [&](protocol::EditMessage& edit) {
        auto refusal = refusal_of(fault_of_text(edit.text), "text");
        return Ruling{Edit{edit.seq, std::move(edit.text)}, for_members(room, {message_there, own_message}),
                      std::move(refusal)};
      },
      [&](const protocol::DeleteMessage& erase) {
        return Ruling{Delete{erase.seq}, for_members(room, {message_there, own_message}), {}};
      },
      [&](protocol::ReactTo& react) {
        auto refusal = refusal_of_emoji(react.emoji);
        return Ruling{React{react.seq, std::move(react.emoji)}, for_members(room, {message_there}), std::move(refusal)};
      },
      [&](protocol::UnreactTo& unreact) {
        auto refusal = refusal_of_emoji(unreact.emoji);
        return Ruling{Unreact{unreact.seq, std::move(unreact.emoji)}, for_members(room, {message_there}),
                      std::move(refusal)};
      },
      [&](const protocol::PinMessage& pin) { return Ruling{Pin{pin.seq}, for_members(room, {message_there}), {}}; },
      [&](const protocol::UnpinMessage& pin) { return Ruling{Unpin{pin.seq}, for_members(room, {message_there}), {}}; },
      [&](protocol::OpenRoom& open) { return rule_open(room, open); },
      [&](const protocol::JoinRoom&) { return Ruling{Join{}, {room_open}, not_for_the_lobby(room)}; },
      // Who is no member any more has left already; that is for the log to say.
      [&](const protocol::LeaveRoom&) { return Ruling{Leave{}, {}, not_for_the_lobby(room)}; },
      [&](protocol::SetRoomTopic& topic) {
        auto refusal = refusal_of(fault_of_topic(topic.topic), "topic");
        return Ruling{SetTopic{std::move(topic.topic)}, for_members(room), std::move(refusal)};
      },
      [&](const protocol::CloseRoom&) { return Ruling{Close{}, {room_open, opener}, not_for_the_lobby(room)}; },
      [&](const protocol::Rename& rename) { return rule_rename(who, rename); });
}

}  // namespace chat::rules
