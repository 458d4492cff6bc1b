#pragma once
#include "kotori/async/timer.hpp"
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/debts.hpp"
#include "kotori/websocket/ending.hpp"
#include "kotori/websocket/message.hpp"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace kotori::inline v0::websocket {

/// What a connection has only at times. It goes as soon as nothing of it is needed.
class Connection::Extras final : public Timer {
 public:
  explicit Extras(Connection& connection) : connection_(connection) {}

  bool needed() const {
    return next_turn || paused_until < Instant::max() || !debts.none() || !unread.empty() || goodbye || ending ||
           pieces;
  }

  Debts debts;                            // what the peer owes
  bool next_turn = false;                 // it has had its share of this turn, and there is more
  Instant paused_until = Instant::max();  // what comes next is held back
  std::string unread;                     // read and not yet looked at
  std::size_t taken = 0;                  // of that
  std::optional<Close> goodbye;           // what the peer's close frame said
  std::unique_ptr<Ending> ending;

  Pieces* pieces = nullptr;  // of the message that is taken in pieces

 private:
  void on_time() override { connection_.on_time(); }
  Connection& connection_;
};

}  // namespace kotori::inline v0::websocket
