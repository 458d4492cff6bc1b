#pragma once
#include "chat/ports/recipient.hpp"
#include "kotori/websocket/websocket.hpp"

#include <cstddef>
#include <cstdint>

namespace adapters {

/// How a connection speaks.
enum class WireFormat : std::uint8_t {
  json,        ///< kotori.v1
  plain_text,  ///< the guide's chat
};

/// A WebSocket as one who is told things by the chat, in its own format. The socket outlives it.
class SocketRecipient final : public chat::Recipient {
 public:
  SocketRecipient(kotori::WebSocket& socket, WireFormat format) : socket_(socket), format_(format) {}

  void tell(const chat::protocol::Answer& answer) override;
  void tell(const chat::protocol::Notice& notice) override;
  void tell(const chat::protocol::Fact& fact) override;
  std::size_t unsent() const override { return socket_.unsent_bytes(); }
  void turn_away(chat::TurnedAway why) override;

  kotori::WebSocket& socket() { return socket_; }
  WireFormat format() const { return format_; }

 private:
  kotori::WebSocket& socket_;
  WireFormat format_;
};

}  // namespace adapters
