#include "chat/service/rosters.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace chat {
namespace {

using std::chrono::seconds;

constexpr kotori::Duration at_most_every = seconds{1};
constexpr kotori::Duration at_least_every = seconds{15};
/// Who is silent for so long is not heard any more, or has died, if the register says so.
constexpr kotori::Duration silent = seconds{45};
constexpr kotori::Duration silent_and_dead = seconds{20};

}  // namespace

Rosters::Rosters(kotori::Loop& loop, Room& room, Passing& passing, Neighbours& neighbours)
    : loop_(loop), room_(room), passing_(passing), neighbours_(neighbours), told_(loop.now() - at_most_every) {}

void Rosters::changed() {
  changed_ = true;
  if (loop_.now() - told_ >= at_most_every) {
    tell();
  } else {
    wait();
  }
}

void Rosters::wanted(const NodeId& from) {
  drop_former_life(from);
  if (room_.presence().connected_count() > 0) changed();
}

void Rosters::finish() {
  if (told_of_some_) tell();
}

void Rosters::tell() {
  const auto count = static_cast<std::uint32_t>(room_.presence().connected_count());
  const bool told_of_some = std::exchange(told_of_some_, count > 0);
  told_ = loop_.now();
  changed_ = false;
  if (told_of_some_ && !told_of_some) neighbours_.tell(RosterWanted{room_.name()});
  if (told_of_some_ || told_of_some)
    neighbours_.tell(Roster{room_.name(), count, room_.presence().connected(protocol::most_people_named)});
  wait();
}

// Until it is to be told again, or somebody has been silent for too long. Where nobody else is, nothing is to be told
// again.
void Rosters::wait() {
  if (!changed_ && heard_.empty()) return disarm();
  auto until = told_ + (changed_ ? at_most_every : at_least_every);
  for (const auto& [node, heard] : heard_) until = std::min(until, heard.at + silent);
  loop_.arm(*this, std::max(until - loop_.now(), kotori::Duration::zero()));
}

void Rosters::on_time() {
  const auto now = loop_.now();
  for (auto each = heard_.begin(); each != heard_.end();)
    each = now - each->second.at >= silent ? drop(each) : std::next(each);
  if (now - told_ >= (changed_ ? at_most_every : at_least_every)) return tell();
  wait();
}

void Rosters::hear(const NodeId& from, const Roster& roster) {
  auto& heard = heard_[from.name];
  if (from.life < heard.life) return;
  heard = {.life = from.life, .at = loop_.now()};
  put(from.name, roster.count, roster.people);
  if (roster.count == 0) heard_.erase(from.name);
  wait();
}

void Rosters::know_living(const std::vector<NodeId>& nodes) {
  for (const auto& node : nodes) drop_former_life(node);
  for (auto each = heard_.begin(); each != heard_.end();) {
    const bool lives = std::ranges::binary_search(nodes, NodeId{each->first, each->second.life});
    each = lives || loop_.now() - each->second.at < silent_and_dead ? std::next(each) : drop(each);
  }
}

void Rosters::drop_former_life(const NodeId& node) {
  if (const auto found = heard_.find(node.name); found != heard_.end() && found->second.life < node.life) drop(found);
}

Rosters::Nodes::iterator Rosters::drop(Nodes::iterator node) {
  put(node->first, 0, {});
  return heard_.erase(node);
}

void Rosters::put(const std::string& node, std::uint32_t count, const std::vector<Person>& people) {
  const auto before = room_.count();
  auto moved = room_.presence().elsewhere(node, count, people);
  for (auto& person : moved.gone) passing_.went({.room = room_.name(), .user = std::move(person)});
  for (auto& person : moved.came) passing_.came({.room = room_.name(), .user = std::move(person)});
  if (room_.count() != before) passing_.counted();
}

}  // namespace chat
