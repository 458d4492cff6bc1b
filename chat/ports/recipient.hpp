#pragma once
#include "chat/protocol/to_client.hpp"

namespace chat {

/// One connection, as the receiver of the answers to its own commands. Belongs to the connection's loop.
class Recipient {
 public:
  /// Never waits; what is told to a connection that has gone is lost.
  virtual void tell(const protocol::Answer& answer) = 0;

 protected:
  ~Recipient() = default;
};

}  // namespace chat
