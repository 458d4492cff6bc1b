#pragma once
#include "kotori/base/clock.hpp"

namespace kotori::inline v0 {

/// Gives memory that was freed back to the system: the C library keeps most of it otherwise, and a process stays as
/// large as it once was. Any thread; others that allocate meanwhile may wait, after a burst for milliseconds. serve()
/// calls it this often; who runs loops and a Server should, too.
void give_back_memory();
inline constexpr Duration give_back_every = std::chrono::seconds{5};

}  // namespace kotori::inline v0
