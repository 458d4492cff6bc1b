#pragma once
#include <array>

namespace adapters {

/// What all nodes that serve one log share, so that they hear one another and nobody else does. Who knows it can read
/// and forge what the nodes tell one another; never log it.
struct BusKey {
  std::array<unsigned char, 32> bytes;
};

}  // namespace adapters
