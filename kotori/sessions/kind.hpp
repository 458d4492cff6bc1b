#pragma once
#include <string>
#include <vector>

namespace kotori::inline v0::sessions {

/// What tells sessions apart that one path may have.
struct Kind {
  const void* type = nullptr;  ///< of the values
  std::string carrier;         ///< "cookie visitor"
};

/// Of each type one.
template <class V> inline char type_of = 0;

/// Throws std::invalid_argument when one of those is of the same type or travels in the same place.
void add(std::vector<Kind>& to, Kind kind);

}  // namespace kotori::inline v0::sessions
