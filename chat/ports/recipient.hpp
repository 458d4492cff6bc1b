#pragma once
#include "chat/protocol/to_client.hpp"

#include <cstddef>
#include <cstdint>

namespace chat {

enum class TurnedAway : std::uint8_t {
  too_slow,  ///< it takes less than there is to be told
  not_now,   ///< what it is to be told cannot be read now
};

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
  /// Ends the connection, with a code that says "come back".
  virtual void turn_away(TurnedAway why) = 0;

 protected:
  ~Recipient() = default;
};

}  // namespace chat
