#include "adapters/log_rows/replay.hpp"

#include "adapters/log_rows/fact_kind.hpp"

#include <algorithm>
#include <utility>

namespace adapters {
namespace {

// A deleted text is overwritten by NULs, or empty.
bool has_text(const KeptFact& fact) { return fact.body.find_first_not_of('\0') != std::string_view::npos; }

bool is_about_a_message(FactKind kind) { return kind >= FactKind::edited && kind <= FactKind::unpinned; }

}  // namespace

Replay::Replay(std::string room, bool is_lobby, Findings& findings)
    : room_(std::move(room)), is_lobby_(is_lobby), findings_(findings) {}

void Replay::take(const KeptFact& fact) {
  if (fact.seq <= head) return findings_.add("{}, seq {}: is there more than once", room_, fact.seq);
  if (fact.seq == head + 2) findings_.add("{}, seq {}: is missing", room_, head + 1);
  if (fact.seq > head + 2) findings_.add("{}, seq {} to {}: are missing", room_, head + 1, fact.seq - 1);
  if (closed) findings_.add("{}, seq {}: comes after the room was closed", room_, fact.seq);
  head = fact.seq;
  ++facts;
  follow(fact);
}

void Replay::follow(const KeptFact& fact) {
  if (fact.kind < static_cast<int>(FactKind::said) || fact.kind > static_cast<int>(FactKind::closed))
    return findings_.add("{}, seq {}: is of kind {}, which there is not", room_, fact.seq, fact.kind);
  const auto kind = static_cast<FactKind>(fact.kind);
  if (is_about_a_message(kind)) return change(fact);
  if (kind == FactKind::said) return say(fact);
  if (fact.message != 0 || fact.thread != 0)
    findings_.add("{}, seq {}: has a message or a thread, and is of kind {}", room_, fact.seq, fact.kind);
  if (is_lobby_ != (kind == FactKind::renamed) && kind != FactKind::topic_set)
    findings_.add("{}, seq {}: is of kind {}, which has no place in this room", room_, fact.seq, fact.kind);
  switch (kind) {
    case FactKind::renamed: names[fact.author] = fact.name; break;
    case FactKind::joined: members.insert(fact.author); break;
    case FactKind::left: members.erase(fact.author); break;
    case FactKind::opened:
      if (fact.seq != 1) findings_.add("{}, seq {}: opens a room that is there", room_, fact.seq);
      opener = fact.author;
      members.insert(fact.author);
      topic = fact.body;
      break;
    case FactKind::topic_set: topic = fact.body; break;
    default: closed = true;
  }
}

const Replay::Message* Replay::message(std::int64_t seq) const {
  const auto found = std::ranges::lower_bound(said_, seq, {}, &Message::seq);
  return found == said_.end() || found->seq != seq ? nullptr : &*found;
}

void Replay::say(const KeptFact& fact) {
  std::int64_t thread = 0;
  if (const auto* parent = message(fact.message)) {
    thread = parent->thread != 0 ? parent->thread : parent->seq;
    ++messages[thread].replies;
  } else if (fact.message != 0) {
    findings_.add("{}, seq {}: replies to seq {}, which is no message", room_, fact.seq, fact.message);
  }
  if (fact.thread != thread)
    findings_.add("{}, seq {}: thread is {}, should be {}", room_, fact.seq, fact.thread, thread);
  said_.push_back({fact.seq, thread, has_text(fact)});
}

void Replay::change(const KeptFact& fact) {
  if (!message(fact.message))
    return findings_.add("{}, seq {}: is about seq {}, which is no message", room_, fact.seq, fact.message);
  auto& fate = messages[fact.message];
  switch (static_cast<FactKind>(fact.kind)) {
    case FactKind::edited:
      fate.edited = fact.seq;
      edits_.push_back({fact.seq, fact.message, has_text(fact)});
      break;
    case FactKind::deleted: erase(fact.message, fact.seq); break;
    case FactKind::reacted: reactions.try_emplace({fact.message, std::string{fact.body}, fact.author}, fact.seq); break;
    case FactKind::unreacted: reactions.erase({fact.message, std::string{fact.body}, fact.author}); break;
    case FactKind::pinned: fate.pinned = fact.seq; break;
    default: fate.pinned = 0;
  }
}

void Replay::erase(std::int64_t message, std::int64_t by) {
  auto& fate = messages[message];
  fate = {.deleted = by, .replies = fate.replies};
  const auto of_it = [&](std::int64_t seq) { return reactions.lower_bound({seq, "", 0}); };
  reactions.erase(of_it(message), of_it(message + 1));
}

void Replay::finish() {
  const auto deleted = [&](std::int64_t seq) {
    const auto fate = messages.find(seq);
    return fate == messages.end() ? 0 : fate->second.deleted;
  };
  const auto check_text = [&](std::int64_t seq, std::int64_t of_message, bool is_there) {
    const auto by = deleted(of_message);
    if (by != 0 && is_there) findings_.add("{}, seq {}: was deleted by seq {}, and has its text", room_, seq, by);
    if (by == 0 && !is_there) findings_.add("{}, seq {}: has lost its text", room_, seq);
  };
  for (const auto& each : said_) check_text(each.seq, each.seq, each.has_text);
  for (const auto& edit : edits_) check_text(edit.seq, edit.message, edit.has_text);
}

}  // namespace adapters
