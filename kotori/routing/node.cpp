#include "kotori/routing/node.hpp"

#include "kotori/http/url.hpp"

#include <algorithm>
#include <utility>

namespace kotori::inline v0::routing {
namespace {

/// The one with this segment, which is made where none is: behind those that are tried before it, or were there before.
template <class Each> Each& place_among(std::vector<Each>& all, const Segment& segment) {
  const auto [first, last] = std::ranges::equal_range(all, segment, &Segment::precedes, &Each::segment);
  const auto found = std::ranges::find(first, last, segment, &Each::segment);
  return found == last ? *all.insert(last, Each{segment, {}}) : *found;
}

}  // namespace

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
  auto& branch = place_among(branches, segment);
  if (!branch.node) branch.node = std::make_unique<Node>();
  return *branch.node;
}

Place& Node::insert_tail(const Segment& segment) { return place_among(tails, segment).place; }

}  // namespace kotori::inline v0::routing
