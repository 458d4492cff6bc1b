#pragma once
#include "adapters/log_rows/judge.hpp"

#include <cstdint>
#include <fmt/format.h>
#include <string>

namespace app {

/// For people: `1 room`, `2 rooms`.
inline std::string counted(std::uint64_t count, const char* one, const char* many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}

inline std::string counted(const adapters::Verdict& verdict) {
  return fmt::format("{}, {}, {}", counted(verdict.rooms, "room", "rooms"), counted(verdict.facts, "fact", "facts"),
                     counted(verdict.people, "person", "people"));
}

}  // namespace app
