#pragma once
#include "kotori/base/clock.hpp"
#include "kotori/net/stream.hpp"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace kotori::inline v0 {
class Loop;
}

namespace kotori::inline v0::client {

/// Whose connections, and where to.
struct Destination {
  std::uint64_t client = 0;
  std::string scheme_and_authority;
  bool operator==(const Destination&) const = default;
};

/// Connections of a loop, loop.local<IdleConnections>(), that have been answered and may be asked again. One whose
/// server ends it, or says anything unasked, is dropped.
class IdleConnections {
 public:
  explicit IdleConnections(Loop& loop);
  ~IdleConnections();
  IdleConnections(const IdleConnections&) = delete;
  IdleConnections& operator=(const IdleConnections&) = delete;

  /// The one that was kept last; null when there is none.
  std::unique_ptr<Stream> take(const Destination& destination);
  /// Keeps it for `idle_time`. When there are `most` to this destination already, or 64 in all, the oldest goes.
  void keep(Destination destination, std::unique_ptr<Stream> stream, Duration idle_time, std::size_t most);
  std::size_t size() const { return kept_.size(); }

 private:
  class Kept;
  void drop(const Kept& kept);

  Loop& loop_;
  std::vector<std::unique_ptr<Kept>> kept_;  // the oldest first
};

}  // namespace kotori::inline v0::client
