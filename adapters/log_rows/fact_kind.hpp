#pragma once
#include <cstdint>

namespace adapters {

/// facts.kind: never renumbered.
enum class FactKind : std::uint8_t {
  said = 1,
  renamed,
  edited,
  deleted,
  reacted,
  unreacted,
  pinned,
  unpinned,
  joined,
  left,
  opened,
  topic_set,
  closed,
};

}  // namespace adapters
