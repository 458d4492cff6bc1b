#pragma once
#include "apps/kotori/bench/options.hpp"

#include <cstddef>
#include <vector>

namespace bench {

/// Connections that are opened, say their greeting, and then read nothing: what the server does not bound it keeps for
/// them. The kernel keeps as little for them as it may.
class Stalled {
 public:
  /// Opens options.stalled of them, and waits until the server has let them in. What kept one out is thrown as
  /// std::runtime_error.
  explicit Stalled(const Options& options);
  ~Stalled();
  Stalled(const Stalled&) = delete;
  Stalled& operator=(const Stalled&) = delete;

  /// Reads now, for who reads nothing does not see the end: how many the server has ended. Takes a second, or ten.
  std::size_t ended();

 private:
  void enter(const Options& options, std::uint32_t number);

  std::vector<int> sockets_;
};

}  // namespace bench
