#pragma once
#include "apps/kotori/bench/crowd.hpp"
#include "apps/kotori/bench/options.hpp"
#include "kotori/async/task.hpp"

#include <cstdint>
#include <vector>

namespace bench {

/// How many of each sender's messages the chat's history has, from the sender's first one on, each once and in order;
/// only those that were said since then count. Throws std::runtime_error when the history cannot be read.
kotori::Task<std::vector<std::uint32_t>> in_the_history(Door& door, const Options& options, kotori::Instant since);

}  // namespace bench
