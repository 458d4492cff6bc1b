#pragma once
#include "adapters/hall_websocket/socket_recipient.hpp"
#include "adapters/hall_websocket/tail.hpp"
#include "chat/ports/hall.hpp"
#include "kotori/websocket/audience.hpp"

#include <memory>
#include <span>
#include <unordered_map>

namespace adapters {

/// A hall whose members are WebSockets: one audience a wire format, each event encoded once for each that is heard. Its
/// recipients are SocketRecipients. Those that speak plain text have nothing to catch up with.
class WebSocketHall final : public chat::Hall {
 public:
  explicit WebSocketHall(chat::Seq head) : tail_(head) {}

  void seat(chat::Recipient& recipient) override;
  void unseat(chat::Recipient& recipient) override;
  void tell(std::span<const chat::protocol::Event> events) override;
  chat::Replay replay(chat::Recipient& recipient, const chat::protocol::Position& after) override;
  void remember(std::span<const chat::protocol::Fact> facts, chat::Seq as_of) override;

 private:
  kotori::Audience json_;
  kotori::Audience plain_;
  std::unordered_map<const chat::Recipient*, kotori::Seat> seats_;
  Tail tail_;
};

/// A chat::HallFactory.
std::unique_ptr<chat::Hall> make_websocket_hall(kotori::Loop& loop, const chat::RoomName& room, chat::Seq head);

}  // namespace adapters
