#pragma once
#include "apps/kotori/bench/options.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bench {

/// Processes that hold silent connections, each as many as its limit of open files allows.
class Holders {
 public:
  /// Begins them. Only while this process has no other thread.
  explicit Holders(const Options& options);
  /// Ends them.
  ~Holders();
  Holders(const Holders&) = delete;
  Holders& operator=(const Holders&) = delete;

  /// Returns when they have opened the connections. What kept one from it is thrown as std::runtime_error.
  void gather();

  struct Loss {
    std::uint64_t connections = 0;
    std::string why;  ///< of the first
  };
  /// Closes the connections; gives which had ended of themselves.
  Loss dissolve();

  const std::vector<int>& pids() const { return pids_; }

 private:
  std::vector<int> pids_;
  std::vector<int> lines_;  // a socket to each
};

}  // namespace bench
