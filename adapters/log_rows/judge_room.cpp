#include "adapters/log_rows/judge_room.hpp"

#include "chat/model/ids.hpp"
#include "chat/model/message_state.hpp"
#include "kotori/json/read.hpp"

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <utility>
#include <vector>

namespace adapters {
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

std::string shown(std::string_view kept) {
  if (kept.empty()) return "none";
  auto reactions = kotori::json::read<Reactions>(kept);
  return reactions ? shown(std::move(*reactions)) : quoted(kept);
}

}  // namespace

RoomJudge::RoomJudge(KeptTables& tables, Findings& findings)
    : tables_(tables),
      findings_(findings),
      facts_(tables.rows("SELECT room, seq, kind, author, coalesce(message, 0), coalesce(thread, 0), name, body "
                         "FROM facts ORDER BY room, seq")),
      states_(tables.rows("SELECT room, seq, coalesce(edited, 0), coalesce(deleted, 0), coalesce(pinned, 0), replies, "
                          "CAST(reactions AS TEXT) FROM states ORDER BY room, seq")),
      reactions_(
          tables.rows("SELECT room, message, emoji, author, seq FROM reactions ORDER BY room, message, emoji, author")),
      members_(tables.rows("SELECT room, person FROM members ORDER BY room, person")) {}

std::uint64_t RoomJudge::judge(const RoomRow& room) {
  room_ = room.id;
  called_ = "room " + quoted(room.name);
  Replay replay{called_, room.name == chat::lobby.value, findings_};
  while (const auto* fact = facts_.next_of(room.id))
    replay.take({fact->integer(1), fact->integer(2), fact->integer(3), fact->integer(4), fact->integer(5),
                 fact->view(6), fact->view(7)});
  replay.finish();
  compare_room(room, replay);
  compare_states(replay);
  compare_reactions(replay);
  compare_members(replay);
  for (auto& [person, name] : replay.names) names_[person] = std::move(name);
  return replay.facts;
}

void RoomJudge::compare_room(const RoomRow& room, const Replay& replay) {
  const auto opener = replay.opener.value_or(-1);
  if (room.head != replay.head)
    findings_.add("{}: head is {}, should be {}, its last fact", called_, room.head, replay.head);
  if (room.topic != replay.topic)
    findings_.add("{}: topic is {}, should be {}", called_, quoted(room.topic), quoted(replay.topic));
  if (room.closed != replay.closed)
    findings_.add("{}: closed is {}, should be {}", called_, room.closed, replay.closed);
  if (room.opener != opener) findings_.add("{}: opener is person {}, should be {}", called_, room.opener, opener);
}

void RoomJudge::compare_states(const Replay& replay) {
  auto expected = replay.messages.begin();
  const auto compare_nothing = [&](const auto& fate) {
    compare_state(fate->first, {}, fate->second);
    compare_summary(fate->first, "", replay);
  };
  while (const auto* row = states_.next_of(room_)) {
    const auto seq = row->integer(1);
    for (; expected != replay.messages.end() && expected->first < seq; ++expected) compare_nothing(expected);
    const Fate kept{row->integer(2), row->integer(3), row->integer(4), row->integer(5)};
    const bool has_fate = expected != replay.messages.end() && expected->first == seq;
    compare_state(seq, kept, has_fate ? (expected++)->second : Fate{});
    compare_summary(seq, row->view(6), replay);
  }
  for (; expected != replay.messages.end(); ++expected) compare_nothing(expected);
}

void RoomJudge::compare_state(std::int64_t seq, const Fate& kept, const Fate& fate) {
  const auto compare = [&](std::string_view what, std::int64_t is, std::int64_t should_be) {
    if (is != should_be)
      findings_.add("{}, state of seq {}: {} is {}, should be {}", called_, seq, what, is, should_be);
  };
  compare("edited", kept.edited, fate.edited);
  compare("deleted", kept.deleted, fate.deleted);
  compare("pinned", kept.pinned, fate.pinned);
  compare("replies", kept.replies, fate.replies);
}

void RoomJudge::compare_summary(std::int64_t seq, std::string_view kept, const Replay& replay) {
  const auto is = shown(kept), should_be = reactions_of(seq, replay);
  if (is != should_be)
    findings_.add("{}, state of seq {}: reactions are {}, should be {}", called_, seq, is, should_be);
}

std::string RoomJudge::reactions_of(std::int64_t message, const Replay& replay) {
  Reactions reactions;
  std::vector<std::pair<std::int64_t, std::int64_t>> given;  // seq, author; all of the same emoji
  const auto add = [&](const std::string& emoji) {
    std::ranges::sort(given);
    chat::Reaction reaction{emoji, static_cast<std::uint32_t>(given.size()), {}};
    given.resize(std::min(given.size(), chat::most_users_named));
    for (const auto& [seq, author] : given) reaction.users.push_back({id_of(author)});
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

void RoomJudge::compare_reactions(const Replay& replay) {
  auto expected = replay.reactions.begin();
  const auto tell = [&](const Replay::Reaction& reaction, std::string_view what) {
    const auto& [message, emoji, author] = reaction;
    findings_.add("{}, reaction {} of person {} to seq {}: {}", called_, quoted(emoji), author, message, what);
  };
  while (const auto* row = reactions_.next_of(room_)) {
    const Replay::Reaction kept{row->integer(1), row->view(2), row->integer(3)};
    for (; expected != replay.reactions.end() && expected->first < kept; ++expected)
      tell(expected->first, fmt::format("is missing, seq {} gave it", expected->second));
    if (expected == replay.reactions.end() || expected->first != kept) {
      tell(kept, "no fact gave it");
      continue;
    }
    if (row->integer(4) != expected->second)
      tell(kept, fmt::format("seq is {}, should be {}", row->integer(4), expected->second));
    ++expected;
  }
  for (; expected != replay.reactions.end(); ++expected)
    tell(expected->first, fmt::format("is missing, seq {} gave it", expected->second));
}

void RoomJudge::compare_members(const Replay& replay) {
  auto expected = replay.members.begin();
  while (const auto* row = members_.next_of(room_)) {
    const auto person = row->integer(1);
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

std::string RoomJudge::chosen_name(std::int64_t person) const {
  const auto found = names_.find(person);
  return found == names_.end() ? std::string{} : found->second;
}

const std::string& RoomJudge::id_of(std::int64_t person) {
  constexpr std::size_t most_remembered = 65'536;
  if (ids_.size() >= most_remembered) ids_.clear();
  const auto [found, is_new] = ids_.try_emplace(person);
  if (!is_new) return found->second;
  const auto row = tables_.rows(fmt::format("SELECT id FROM people WHERE number = {}", person));
  if (row->next()) found->second = row->view(0);
  return found->second;
}

}  // namespace adapters
