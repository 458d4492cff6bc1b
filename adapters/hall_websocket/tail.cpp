#include "adapters/hall_websocket/tail.hpp"

#include "chat/protocol/to_client.hpp"

#include <ranges>
#include <utility>

namespace adapters {
namespace {

constexpr std::size_t most_facts = 128;
constexpr std::size_t most_bytes = 256 * 1024;

}  // namespace

void Tail::add(const chat::protocol::Event& fact, std::string text) {
  last_ = chat::protocol::seq_of(fact).value_or(last_);
  if (std::holds_alternative<chat::protocol::Deleted>(fact)) {
    last_deletion_ = last_;
    facts_.clear();
    bytes_ = 0;
  }
  bytes_ += text.size();
  facts_.push_back({.seq = last_, .at = chat::protocol::time_of(fact), .text = std::move(text)});
  while (facts_.size() > most_facts || bytes_ > most_bytes) drop_oldest();
}

void Tail::put_before(std::span<const chat::protocol::Fact> facts, chat::Seq as_of) {
  if (as_of < last_deletion_) return;
  for (const auto& fact : facts | std::views::reverse) {
    const auto seq = chat::protocol::seq_of(fact);
    const auto next = facts_.empty() ? last_.value + 1 : facts_.front().seq.value;
    if (seq.value >= next) continue;
    auto text = chat::protocol::to_text(fact);
    if (seq.value + 1 != next || facts_.size() == most_facts || bytes_ + text.size() > most_bytes) return;
    bytes_ += text.size();
    facts_.push_front({.seq = seq, .at = chat::protocol::time_of(fact), .text = std::move(text)});
  }
}

void Tail::drop_oldest() {
  bytes_ -= facts_.front().text.size();
  facts_.pop_front();
}

}  // namespace adapters
