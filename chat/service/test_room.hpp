#pragma once
#include "chat/ports/log.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <vector>

namespace chat {

/// A room of a TestLog: its facts, and what they have made of the room and its messages, which is found by walking
/// them.
class TestRoom {
 public:
  explicit TestRoom(std::string key) : key_(std::move(key)) {}

  const std::string& key() const { return key_; }
  Seq head() const { return {facts_.size()}; }

  /// Its seq is head() + 1.
  void add(protocol::Fact fact) {
    if (const auto* deleted = std::get_if<protocol::Deleted>(&fact)) erase_texts_of(deleted->message);
    facts_.push_back(std::move(fact));
  }

  RoomRecord record() const {
    RoomRecord record{.head = head(), .topic = {}, .closed = false, .members = {}};
    for (const auto& fact : facts_)
      kotori::match(
          fact,
          [&](const protocol::Opened& opened) {
            record.topic = opened.topic;
            record.members.insert(opened.user.id.value);
          },
          [&](const protocol::TopicSet& set) { record.topic = set.topic; },
          [&](const protocol::Closed&) { record.closed = true; },
          [&](const protocol::Joined& joined) { record.members.insert(joined.user.id.value); },
          [&](const protocol::Left& left) { record.members.erase(left.user.id.value); }, [](const auto&) {});
    return record;
  }

  bool was_opened_by(const UserId& user) const {
    const auto* opened = facts_.empty() ? nullptr : std::get_if<protocol::Opened>(&facts_.front());
    return opened && opened->user.id == user;
  }

  /// The message as it is now; null when none was said as this seq, or it is deleted.
  std::optional<protocol::Said> message(Seq seq) const {
    if (seq.value < 1 || seq > head()) return {};
    const auto* said = std::get_if<protocol::Said>(&facts_[seq.value - 1]);
    if (!said) return {};
    auto now = as_now(*said);
    return now.state && now.state->deleted ? std::nullopt : std::optional{std::move(now)};
  }

  /// Which thread an answer to this message belongs to.
  std::optional<Seq> thread_of_answers_to(Seq seq) const {
    const auto parent = message(seq);
    return parent ? std::optional{parent->thread.value_or(parent->seq)} : std::nullopt;
  }

  bool has_reacted(const UserId& user, Seq message, const std::string& emoji) const {
    bool has = false;
    const auto same = [&](const auto& fact) {
      return fact.message == message && fact.emoji == emoji && fact.user.id == user;
    };
    for (const auto& fact : facts_)
      kotori::match(
          fact, [&](const protocol::Reacted& reacted) { has = has || same(reacted); },
          [&](const protocol::Unreacted& unreacted) { has = has && !same(unreacted); }, [](const auto&) {});
    return has;
  }

  /// `around` has half of a page, rounded down, before the seq, and the rest from the seq on.
  Page page(const PageRequest& request) const {
    const auto shown = those_of(request.thread);
    const auto place_of = [&](std::uint64_t seq) {
      return static_cast<std::size_t>(std::ranges::lower_bound(shown, seq) - shown.begin());
    };
    const auto place_after = [&](std::uint64_t seq) {
      return static_cast<std::size_t>(std::ranges::upper_bound(shown, seq) - shown.begin());
    };
    auto first = request.after ? place_after(request.after->value) : 0;
    auto last = request.before ? std::max(first, place_of(request.before->value)) : shown.size();
    Page page;
    if (request.around) {
      const auto middle = place_of(request.around->value);
      first = middle - std::min(middle, request.limit / 2);
      last = std::min(shown.size(), middle + request.limit - request.limit / 2);
      page.more = first > 0;
      page.newer = last < shown.size();
    } else {
      page.more = last - first > request.limit;
      if (page.more && request.after) last = first + request.limit;
      if (page.more && !request.after) first = last - request.limit;
    }
    for (; first < last; ++first) page.facts.push_back(as_now(facts_[shown[first] - 1]));
    return page;
  }

 private:
  void erase_texts_of(Seq message) {
    for (auto& fact : facts_)
      kotori::match(
          fact,
          [&](protocol::Said& said) {
            if (said.seq == message) said.text.clear();
          },
          [&](protocol::Edited& edited) {
            if (edited.message == message) edited.text.clear();
          },
          [](const auto&) {});
  }

  /// The seqs of all facts, or of those of a thread.
  std::vector<std::uint64_t> those_of(std::optional<Seq> thread) const {
    std::vector<std::uint64_t> seqs;
    for (const auto& fact : facts_) {
      const auto* said = std::get_if<protocol::Said>(&fact);
      if (!thread || (said && (said->seq == *thread || said->thread == thread)))
        seqs.push_back(protocol::seq_of(fact).value);
    }
    return seqs;
  }

  protocol::Fact as_now(const protocol::Fact& fact) const {
    const auto* said = std::get_if<protocol::Said>(&fact);
    return said ? protocol::Fact{as_now(*said)} : fact;
  }

  protocol::Said as_now(protocol::Said said) const {
    MessageState state;
    for (auto at = facts_.begin() + static_cast<std::ptrdiff_t>(said.seq.value); at != facts_.end(); ++at)
      kotori::match(*at, [&](const auto& later) { apply(later, said, state); });
    if (state.reactions)
      for (auto& reaction : *state.reactions) reaction.users.resize(std::min(reaction.users.size(), most_users_named));
    if (state != MessageState{}) said.state = std::move(state);
    return said;
  }

  static void apply(const protocol::Said& later, const protocol::Said& said, MessageState& state) {
    if (later.thread == said.seq) state.replies = state.replies.value_or(0) + 1;
  }
  static void apply(const protocol::Edited& later, protocol::Said& said, MessageState& state) {
    if (later.message != said.seq) return;
    state.edited = later.seq;
    said.text = later.text;
  }
  static void apply(const protocol::Deleted& later, const protocol::Said& said, MessageState& state) {
    if (later.message == said.seq) state = {.deleted = later.seq, .replies = state.replies};
  }
  static void apply(const protocol::Pinned& later, const protocol::Said& said, MessageState& state) {
    if (later.message == said.seq) state.pinned = later.seq;
  }
  static void apply(const protocol::Unpinned& later, const protocol::Said& said, MessageState& state) {
    if (later.message == said.seq) state.pinned.reset();
  }
  static void apply(const protocol::Reacted& later, const protocol::Said& said, MessageState& state) {
    if (later.message != said.seq) return;
    if (!state.reactions) state.reactions.emplace();
    auto found = std::ranges::find(*state.reactions, later.emoji, &Reaction::emoji);
    if (found == state.reactions->end()) found = state.reactions->insert(found, {later.emoji, 0, {}});
    ++found->count;
    found->users.push_back(later.user.id);
  }
  static void apply(const protocol::Unreacted& later, const protocol::Said& said, MessageState& state) {
    if (later.message != said.seq) return;
    auto& all = *state.reactions;
    const auto found = std::ranges::find(all, later.emoji, &Reaction::emoji);
    std::erase(found->users, later.user.id);
    if (--found->count == 0) all.erase(found);
    if (all.empty()) state.reactions.reset();
  }
  static void apply(const auto&, const protocol::Said&, MessageState&) {}

  std::string key_;
  std::vector<protocol::Fact> facts_;
};

}  // namespace chat
