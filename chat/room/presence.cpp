#include "chat/room/presence.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace chat {

bool Presence::arrive(const Visitor& visitor) {
  const auto [at, is_new] = people_.try_emplace(visitor.person.id);
  auto& present = at->second;
  if (present.connections++ == 0) {
    present.visitor = visitor;
    ++connected_;
  }
  return is_new;
}

std::optional<Person> Presence::leave(const UserId& user) {
  const auto found = people_.find(user);
  assert(found != people_.end() && found->second.connections > 0);
  auto& present = found->second;
  if (--present.connections > 0) return {};
  --connected_;
  if (present.nodes > 0) return {};
  auto person = std::move(present.visitor.person);
  people_.erase(found);
  return person;
}

Presence::Moved Presence::elsewhere(const std::string& node, std::uint32_t count, const std::vector<Person>& named) {
  Moved moved;
  auto& said = elsewhere_[node];
  const auto before = std::exchange(said.named, {});
  // First who is named now: whoever is named still does not go in between.
  for (const auto& person : named) {
    const auto [at, is_new] = people_.try_emplace(person.id);
    auto& present = at->second;
    ++present.nodes;
    said.named.push_back(person.id);
    if (present.connections > 0 || present.visitor.person == person) continue;
    if (!is_new) moved.gone.push_back(std::move(present.visitor.person));
    present.visitor.person = person;
    moved.came.push_back(person);
  }
  for (const auto& user : before) {
    const auto at = people_.find(user);
    if (--at->second.nodes > 0 || at->second.connections > 0) continue;
    moved.gone.push_back(std::move(at->second.visitor.person));
    people_.erase(at);
  }
  unnamed_ -= said.unnamed;
  said.unnamed = std::max<std::size_t>(count, named.size()) - named.size();
  unnamed_ += said.unnamed;
  if (named.empty() && said.unnamed == 0) elsewhere_.erase(node);
  return moved;
}

std::vector<Person> Presence::here(std::size_t most) const {
  std::vector<Person> people;
  for (const auto& [user, present] : people_) {
    if (people.size() == most) break;
    people.push_back(present.visitor.person);
  }
  return people;
}

std::vector<Person> Presence::connected(std::size_t most) const {
  std::vector<Person> people;
  for (const auto& [user, present] : people_) {
    if (people.size() == most) break;
    if (present.connections > 0) people.push_back(present.visitor.person);
  }
  return people;
}

const Visitor* Presence::find(const UserId& user) const {
  const auto found = people_.find(user);
  return found == people_.end() || found->second.connections == 0 ? nullptr : &found->second.visitor;
}

void Presence::rename(const Person& person) {
  if (const auto found = people_.find(person.id); found != people_.end())
    found->second.visitor.person.name = person.name;
}

}  // namespace chat
