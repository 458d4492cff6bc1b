#pragma once
#include "kotori/base/clock.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace bench {

/// What processes have used so far.
struct Usage {
  kotori::Duration cpu{};  ///< user and system time of all their threads that live
  std::uint64_t resident_bytes = 0;
  std::uint64_t anonymous_bytes = 0;  ///< those of them that are no file: what they made, not what they are made of
};

/// The sum of these processes; empty if one of them cannot be looked at.
std::optional<Usage> usage_of(std::span<const int> pids);

/// Their resident memory, with what several share counted once.
std::uint64_t proportional_bytes_of(std::span<const int> pids);

/// CPU time of this process.
kotori::Duration own_cpu();

/// What the kernel holds in small objects on this machine: sockets are among them. 0 if it does not tell.
std::uint64_t kernel_slab_bytes();

}  // namespace bench
