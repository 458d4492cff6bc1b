#pragma once
#include <memory>
#include <vector>

namespace kotori::inline v0::websocket {

class Connection;

/// By which somebody may end a connection that does not know them, as those who revoke sessions do. It travels among
/// the attributes of a request, in Tethers, and lives as long as what becomes of the request. On one loop.
class Tether {
 public:
  Tether() = default;
  Tether(const Tether&) = delete;
  Tether& operator=(const Tether&) = delete;
  virtual ~Tether() = default;

  /// The connection has opened. It outlives the tether.
  virtual void hold(Connection& connection) = 0;
};

using Tethers = std::vector<std::unique_ptr<Tether>>;

}  // namespace kotori::inline v0::websocket
