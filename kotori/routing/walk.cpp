#include "kotori/routing/walk.hpp"

namespace kotori::inline v0::routing {

Choice Walk::from(const Node& root) {
  const bool added = sought_.other_slash && !path_.ends_with('/');
  const auto path = sought_.other_slash && !added ? path_.substr(0, path_.size() - 1) : path_;
  (void)follow(root, path, added);
  return best_;
}

/// True when nothing else is to be looked at. `one_more`: an empty segment follows the rest.
bool Walk::follow(const Node& node, std::string_view rest, bool one_more) {
  ++steps_;
  if (rest.empty() && !one_more) return try_place(node.place);
  one_more = one_more && !rest.empty();
  auto behind = rest;
  const auto segment = rest.empty() ? rest : take_segment(behind);
  const auto left = rest.substr(rest.empty() ? 0 : 1);

  if (const auto* next = node.constants.find(segment); next && follow(*next, behind, one_more)) return true;
  const auto captured = captures_.size();
  for (const auto& branch : node.branches) {
    if (branch.segment.takes(segment, captures_) && follow(*branch.node, behind, one_more)) return true;
    captures_.shrink(captured);
  }
  // Behind a path that is there no tail is asked, unless it is empty: then it is at that very path.
  if (best_.outcome > Outcome::unmet && !left.empty()) return false;
  for (const auto& tail : node.tails) {
    if (tail.segment.takes(left, captures_) && try_place(tail.place)) return true;
    captures_.shrink(captured);
  }
  return false;
}

bool Walk::try_place(const Place& place) {
  const auto choice = place.choose(sought_);
  if (choice.outcome > best_.outcome) {
    best_ = choice;
    place_ = &place;
    nearest_ = captures_;
  }
  return choice.outcome >= Outcome::wrong_subprotocol;
}

}  // namespace kotori::inline v0::routing
