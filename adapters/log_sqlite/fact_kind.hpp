#pragma once
#include <cstdint>

namespace adapters::sqlite {

/// facts.kind: never renumbered.
enum class FactKind : std::int64_t { said = 1, renamed = 2 };

}  // namespace adapters::sqlite
