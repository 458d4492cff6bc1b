#include "apps/kotori/bench/inflation.hpp"

namespace bench {

std::optional<std::string_view> Inflation::inflate(std::string_view compressed) {
  constexpr std::size_t most_bytes = 64 * 1024 * 1024;
  using enum kotori::websocket::Inflater::Outcome;
  if (!heard_.empty() && compressed == heard_) return message_;
  heard_.clear();
  message_.clear();
  if (inflater_.take(compressed, message_, most_bytes) != good || inflater_.finish(message_, most_bytes) != good)
    return {};
  heard_ = compressed;
  return message_;
}

}  // namespace bench
