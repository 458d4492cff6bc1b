#include "kotori/sessions/kind.hpp"

#include <stdexcept>
#include <utility>

namespace kotori::inline v0::sessions {

void add(std::vector<Kind>& to, Kind kind) {
  for (const auto& other : to) {
    if (other.carrier == kind.carrier)
      throw std::invalid_argument("two kinds of sessions would travel in the " + kind.carrier);
    if (other.type == kind.type)
      throw std::invalid_argument("the sessions in the " + other.carrier + " and the " + kind.carrier +
                                  " are of the same type, so that nobody could tell which is meant");
  }
  to.push_back(std::move(kind));
}

}  // namespace kotori::inline v0::sessions
