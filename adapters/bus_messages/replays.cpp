#include "adapters/bus_messages/replays.hpp"

#include <algorithm>

namespace adapters {

bool Replays::is_new(const chat::NodeId& node, std::uint64_t count) {
  auto& heard = heard_of(node);
  if (node.life < heard.life) return false;
  if (node.life > heard.life) heard = {.life = node.life};
  heard.at = ++calls_;

  if (count > heard.newest) {
    if (count - heard.newest >= window)
      heard.counts.reset();
    else
      for (auto skipped = heard.newest + 1; skipped <= count; ++skipped) heard.counts.reset(skipped % window);
    heard.newest = count;
  }
  if (heard.newest - count >= window || heard.counts.test(count % window)) return false;
  heard.counts.set(count % window);
  return true;
}

Replays::Heard& Replays::heard_of(const chat::NodeId& node) {
  const auto known = nodes_.find(node.name);
  if (known != nodes_.end()) return known->second;
  if (nodes_.size() == most_nodes)
    nodes_.erase(std::ranges::min_element(nodes_, {}, [](const auto& each) { return each.second.at; }));
  return nodes_.emplace(node.name, Heard{.life = node.life}).first->second;
}

}  // namespace adapters
