#pragma once
#include "chat/protocol/to_client.hpp"

#include <cstddef>

namespace chat {

/// One connection, as the receiver of what is meant for it alone. Belongs to the connection's loop.
class Recipient {
 public:
  /// None of these waits; what is told to a connection that has gone is lost.
  virtual void tell(const protocol::Answer& answer) = 0;
  virtual void tell(const protocol::Notice& notice) = 0;
  /// A fact that it missed, from the log.
  virtual void tell(const protocol::Fact& fact) = 0;

  /// Bytes it has been told and has not yet taken.
  virtual std::size_t unsent() const = 0;
  /// Ends the connection, with a code that says "come back": it takes less than it is to be told.
  virtual void turn_away() = 0;

 protected:
  ~Recipient() = default;
};

}  // namespace chat
