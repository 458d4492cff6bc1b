#include "kotori/routing/node.hpp"

#include "kotori/http/url.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::routing {

std::size_t Constants::place_of(std::uint64_t hash, std::string_view text) const {
  const auto mask = slots_.size() - 1;
  auto at = hash & mask;
  while (slots_[at].node && (slots_[at].hash != hash || slots_[at].text != text)) at = (at + 1) & mask;
  return at;
}

Node& Constants::insert(const std::string& text) {
  if (2 * (size_ + 1) > slots_.size()) grow();
  const auto hash = http::hash_decoded(text);
  auto& slot = slots_[place_of(hash, text)];
  if (!slot.node) {
    slot = {hash, text, std::make_unique<Node>()};
    ++size_;
  }
  return *slot.node;
}

void Constants::grow() {
  auto old = std::exchange(slots_, std::vector<Slot>(std::max<std::size_t>(4, 2 * slots_.size())));
  for (auto& slot : old)
    if (slot.node) slots_[place_of(slot.hash, slot.text)] = std::move(slot);
}

const Node* Constants::find(std::string_view raw) const {
  if (slots_.empty()) return nullptr;
  const auto hash = http::hash_decoded(raw);
  const auto mask = slots_.size() - 1;
  for (auto at = hash & mask; slots_[at].node; at = (at + 1) & mask)
    if (slots_[at].hash == hash && http::decodes_to(raw, slots_[at].text)) return slots_[at].node.get();
  return nullptr;
}

std::vector<std::pair<std::string_view, const Node*>> Constants::all() const {
  std::vector<std::pair<std::string_view, const Node*>> sorted;
  for (const auto& slot : slots_)
    if (slot.node) sorted.emplace_back(slot.text, slot.node.get());
  std::ranges::sort(sorted, {}, [](const auto& each) { return each.first; });
  return sorted;
}

Node& Node::insert(const Segment& segment) {
  if (segment.kind == Segment::Kind::constant) return constants.insert(segment.text);
  const auto at = std::ranges::lower_bound(branches, segment, {}, &Branch::segment);
  if (at != branches.end() && at->segment == segment) return *at->node;
  return *branches.insert(at, Branch{segment, std::make_unique<Node>()})->node;
}

Place& Node::insert_tail(const Segment& segment) {
  const auto at = std::ranges::lower_bound(tails, segment, {}, &Tail::segment);
  if (at != tails.end() && at->segment == segment) return at->place;
  return tails.insert(at, Tail{segment, {}})->place;
}

}  // namespace kotori::inline v0::routing
