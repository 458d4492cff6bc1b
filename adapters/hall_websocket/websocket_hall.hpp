#pragma once
#include "adapters/hall_websocket/socket_recipient.hpp"
#include "chat/ports/hall.hpp"
#include "kotori/websocket/audience.hpp"

#include <span>
#include <unordered_map>

namespace adapters {

/// A hall whose members are WebSockets: one audience a wire format, each event encoded once for each that is heard.
/// Its recipients are SocketRecipients.
class WebSocketHall final : public chat::Hall {
 public:
  void seat(chat::Recipient& recipient) override;
  void unseat(chat::Recipient& recipient) override;
  void tell(std::span<const chat::protocol::Event> events) override;

 private:
  kotori::Audience json_;
  kotori::Audience plain_;
  std::unordered_map<const chat::Recipient*, kotori::Seat> seats_;
};

}  // namespace adapters
