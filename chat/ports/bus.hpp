#pragma once
#include "chat/model/ids.hpp"
#include "chat/protocol/events.hpp"

#include <vector>

namespace chat {

/// "This room is at this seq", with the facts that led there, as far as they fit.
struct Hint {
  RoomName room;
  Seq seq;
  std::vector<protocol::Fact> facts;
};

class BusListener {
 public:
  /// Called on any thread; must neither wait nor call the bus.
  virtual void on_hint(const Hint& hint) = 0;

 protected:
  ~BusListener() = default;
};

/// Tells the other nodes that serve the same log what has been stored. It only hints: it may lose, double and reorder,
/// and who listens asks the log when something is missing. Any thread may call it.
class Bus {
 public:
  virtual ~Bus() = default;
  virtual void listen(BusListener& listener) = 0;
  /// When it returns, the listener hears nothing any more.
  virtual void forget(BusListener& listener) = 0;
  /// Tells everyone who listens but `from`.
  virtual void publish(const Hint& hint, const BusListener& from) = 0;
};

}  // namespace chat
