#include "adapters/log_sqlite/rules.hpp"

#include "adapters/log_rows/fact_row.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>

namespace adapters::sqlite {
namespace {

using chat::Conflict;
using chat::Precondition;

class Rules {
 public:
  Rules(Tables& tables, const Asked& asked) : tables_(tables), asked_(asked), what_(asked.intent.what) {}

  std::optional<Conflict> conflict(Precondition precondition) {
    switch (precondition) {
      case Precondition::name_free: return unless(is_name_free(), Conflict::name_taken);
      case Precondition::room_new: return unless(is_room_new(), Conflict::room_exists);
      case Precondition::room_open:
        if (!asked_.room) return Conflict::unknown_room;
        return unless(!asked_.room->closed, Conflict::room_closed);
      case Precondition::member: return unless(is_member(), Conflict::not_a_member);
      case Precondition::opener:
        return unless(asked_.room && asked_.room->opener == asked_.author.number, Conflict::not_yours);
      case Precondition::message_there: return unless(is_message_there(), Conflict::no_such_message);
      case Precondition::own_message:
        if (!is_message_there()) return Conflict::no_such_message;
        return unless(!asked_.message || asked_.message->author == asked_.author.number, Conflict::not_yours);
      case Precondition::never: break;
    }
    return Conflict::never;
  }

  /// What every fact needs, whether it was asked for or not.
  std::optional<Conflict> missing() {
    if (std::holds_alternative<chat::Open>(what_)) return unless(is_room_new(), Conflict::room_exists);
    if (!asked_.room) return Conflict::unknown_room;
    return unless(is_message_there(), Conflict::no_such_message);
  }

  bool is_so_already() {
    return kotori::match(
        what_, [&](const chat::Join&) { return is_member(); }, [&](const chat::Leave&) { return !is_member(); },
        [&](const chat::React& react) { return has_reacted(react.emoji); },
        [&](const chat::Unreact& unreact) { return !has_reacted(unreact.emoji); },
        [&](const chat::Pin&) { return asked_.message->pinned; },
        [&](const chat::Unpin&) { return !asked_.message->pinned; },
        [&](const chat::SetTopic& set) { return asked_.room->topic == set.topic; },
        [&](const chat::Close&) { return asked_.room->closed; }, [](const auto&) { return false; });
  }

  bool is_one_too_many() {
    const auto rooms_are_full = [&] {
      return tables_.memberships.count(asked_.author.number) >= chat::protocol::most_rooms;
    };
    return kotori::match(
        what_, [&](const chat::Open&) { return rooms_are_full(); }, [&](const chat::Join&) { return rooms_are_full(); },
        [&](const chat::React& react) {
          const auto& all = asked_.message->reactions;
          return all.size() >= chat::most_reactions &&
                 std::ranges::find(all, react.emoji, &chat::Reaction::emoji) == all.end();
        },
        [](const auto&) { return false; });
  }

 private:
  static std::optional<Conflict> unless(bool holds, Conflict conflict) {
    return holds ? std::nullopt : std::optional{conflict};
  }
  bool is_name_free() {
    const auto* wanted = std::get_if<chat::NewName>(&what_);
    return !wanted || tables_.people.is_free(wanted->name, asked_.author);
  }
  bool is_room_new() {
    const auto* opening = std::get_if<chat::Open>(&what_);
    return !asked_.room && (!opening || tables_.rooms.is_key_free(opening->key));
  }
  bool is_member() {
    return asked_.intent.room == chat::lobby ||
           (asked_.room && tables_.memberships.has(asked_.author.number, asked_.room->id));
  }
  bool is_message_there() { return asked_.message || !message_of(what_); }
  bool has_reacted(const std::string& emoji) {
    return tables_.messages.has_reacted(*asked_.message, emoji, asked_.author.number);
  }

  Tables& tables_;
  const Asked& asked_;
  const chat::What& what_;
};

}  // namespace

std::optional<chat::Outcome> why_not(Tables& tables, const Asked& asked) {
  Rules rules{tables, asked};
  for (const auto precondition : asked.intent.only_if)
    if (const auto conflict = rules.conflict(precondition)) return *conflict;
  if (const auto conflict = rules.missing()) return *conflict;
  if (rules.is_so_already()) return chat::Unchanged{};
  if (rules.is_one_too_many()) return Conflict::too_many;
  return {};
}

}  // namespace adapters::sqlite
