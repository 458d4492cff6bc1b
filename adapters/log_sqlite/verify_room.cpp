#include "adapters/log_sqlite/verify_room.hpp"

#include "chat/model/ids.hpp"
#include "chat/model/message_state.hpp"
#include "kotori/json/read.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters::sqlite {
namespace {

using Reactions = std::vector<chat::Reaction>;

// In one form, whatever the order of the kinds.
std::string shown(Reactions reactions) {
  std::ranges::sort(reactions, {}, &chat::Reaction::emoji);
  std::string text;
  for (const auto& [emoji, count, users] : reactions) {
    text += fmt::format("{}{} by {}:", text.empty() ? "" : "; ", quoted(emoji), count);
    for (const auto& user : users) text += ' ' + user.value;
  }
  return text.empty() ? "none" : text;
}

std::string shown(const std::string& kept) {
  if (kept.empty()) return "none";
  auto reactions = kotori::json::read<Reactions>(kept);
  return reactions ? shown(std::move(*reactions)) : quoted(kept);
}

}  // namespace

RoomVerifier::RoomVerifier(Database& database, Findings& findings)
    : findings_(findings),
      facts_(database,
             "SELECT seq, kind, author, coalesce(message, 0), coalesce(thread, 0), body FROM facts WHERE room = ? "
             "ORDER BY seq"),
      name_(database, "SELECT name FROM facts WHERE room = ? AND seq = ?"),
      states_(
          database,
          "SELECT seq, coalesce(edited, 0), coalesce(deleted, 0), coalesce(pinned, 0), replies, reactions FROM states "
          "WHERE room = ? ORDER BY seq"),
      reactions_(database,
                 "SELECT message, emoji, author, seq FROM reactions WHERE room = ? ORDER BY message, emoji, author"),
      members_(database, "SELECT person FROM members WHERE room = ? ORDER BY person"),
      user_(database, "SELECT id FROM people WHERE number = ?") {}

std::uint64_t RoomVerifier::verify(const RoomRow& room) {
  room_ = room.id;
  called_ = "room " + quoted(room.name);
  Replay replay{called_, room.name == chat::lobby.value, findings_};
  for (auto row = facts_.rows(room.id); row.next();)
    replay.take({row.integer(0), row.integer(1), row.integer(2), row.integer(3), row.integer(4), row.text(5)});
  replay.finish();
  compare_room(room, replay);
  compare_states(replay);
  compare_reactions(replay);
  compare_members(replay);
  for (const auto& [person, seq] : replay.renamings) renamings_[person] = {room.id, seq};
  return replay.facts;
}

void RoomVerifier::compare_room(const RoomRow& room, const Replay& replay) {
  const auto opener = replay.opener.value_or(-1);
  if (room.head != replay.head)
    findings_.add("{}: head is {}, should be {}, its last fact", called_, room.head, replay.head);
  if (room.topic != replay.topic)
    findings_.add("{}: topic is {}, should be {}", called_, quoted(room.topic), quoted(replay.topic));
  if (room.closed != replay.closed)
    findings_.add("{}: closed is {}, should be {}", called_, room.closed, replay.closed);
  if (room.opener != opener) findings_.add("{}: opener is person {}, should be {}", called_, room.opener, opener);
}

void RoomVerifier::compare_states(const Replay& replay) {
  auto expected = replay.messages.begin();
  const auto compare_nothing = [&](const auto& fate) {
    compare_state(fate->first, {}, fate->second);
    compare_summary(fate->first, "", replay);
  };
  for (auto row = states_.rows(room_); row.next();) {
    const auto seq = row.integer(0);
    for (; expected != replay.messages.end() && expected->first < seq; ++expected) compare_nothing(expected);
    const Fate kept{row.integer(1), row.integer(2), row.integer(3), row.integer(4)};
    const bool has_fate = expected != replay.messages.end() && expected->first == seq;
    compare_state(seq, kept, has_fate ? (expected++)->second : Fate{});
    compare_summary(seq, row.text(5), replay);
  }
  for (; expected != replay.messages.end(); ++expected) compare_nothing(expected);
}

void RoomVerifier::compare_state(std::int64_t seq, const Fate& kept, const Fate& fate) {
  const auto compare = [&](std::string_view what, std::int64_t is, std::int64_t should_be) {
    if (is != should_be)
      findings_.add("{}, state of seq {}: {} is {}, should be {}", called_, seq, what, is, should_be);
  };
  compare("edited", kept.edited, fate.edited);
  compare("deleted", kept.deleted, fate.deleted);
  compare("pinned", kept.pinned, fate.pinned);
  compare("replies", kept.replies, fate.replies);
}

void RoomVerifier::compare_summary(std::int64_t seq, const std::string& kept, const Replay& replay) {
  const auto is = shown(kept), should_be = reactions_of(seq, replay);
  if (is != should_be)
    findings_.add("{}, state of seq {}: reactions are {}, should be {}", called_, seq, is, should_be);
}

std::string RoomVerifier::reactions_of(std::int64_t message, const Replay& replay) {
  Reactions reactions;
  std::vector<std::pair<std::int64_t, std::int64_t>> given;  // seq, author; all of the same emoji
  const auto add = [&](const std::string& emoji) {
    std::ranges::sort(given);
    chat::Reaction reaction{emoji, static_cast<std::uint32_t>(given.size()), {}};
    given.resize(std::min(given.size(), chat::most_users_named));
    for (const auto& [seq, author] : given) {
      auto user = user_.rows(author);
      reaction.users.push_back({user.next() ? user.text(0) : ""});
    }
    reactions.push_back(std::move(reaction));
    given.clear();
  };
  for (auto at = replay.reactions.lower_bound({message, "", 0}); at != replay.reactions.end();) {
    const auto& [of, emoji, author] = at->first;
    if (of != message) break;
    given.emplace_back(at->second, author);
    ++at;
    if (at == replay.reactions.end() || std::get<0>(at->first) != message || std::get<1>(at->first) != emoji)
      add(emoji);
  }
  return shown(std::move(reactions));
}

void RoomVerifier::compare_reactions(const Replay& replay) {
  auto expected = replay.reactions.begin();
  const auto tell = [&](const Replay::Reaction& reaction, std::string_view what) {
    const auto& [message, emoji, author] = reaction;
    findings_.add("{}, reaction {} of person {} to seq {}: {}", called_, quoted(emoji), author, message, what);
  };
  for (auto row = reactions_.rows(room_); row.next();) {
    const Replay::Reaction kept{row.integer(0), row.text(1), row.integer(2)};
    for (; expected != replay.reactions.end() && expected->first < kept; ++expected)
      tell(expected->first, fmt::format("is missing, seq {} gave it", expected->second));
    if (expected == replay.reactions.end() || expected->first != kept) {
      tell(kept, "no fact gave it");
      continue;
    }
    if (row.integer(3) != expected->second)
      tell(kept, fmt::format("seq is {}, should be {}", row.integer(3), expected->second));
    ++expected;
  }
  for (; expected != replay.reactions.end(); ++expected)
    tell(expected->first, fmt::format("is missing, seq {} gave it", expected->second));
}

void RoomVerifier::compare_members(const Replay& replay) {
  auto expected = replay.members.begin();
  for (auto row = members_.rows(room_); row.next();) {
    const auto person = row.integer(0);
    for (; expected != replay.members.end() && *expected < person; ++expected)
      findings_.add("{}: person {} is a member by the facts, and is not kept as one", called_, *expected);
    if (expected != replay.members.end() && *expected == person) {
      ++expected;
    } else {
      findings_.add("{}: person {} is kept as a member, and by the facts is none", called_, person);
    }
  }
  for (; expected != replay.members.end(); ++expected)
    findings_.add("{}: person {} is a member by the facts, and is not kept as one", called_, *expected);
}

std::string RoomVerifier::chosen_name(std::int64_t person) {
  const auto found = renamings_.find(person);
  if (found == renamings_.end()) return {};
  auto name = name_.rows(found->second.room, found->second.seq);
  return name.next() ? name.text(0) : "";
}

}  // namespace adapters::sqlite
