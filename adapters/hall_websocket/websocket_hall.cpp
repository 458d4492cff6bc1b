#include "adapters/hall_websocket/websocket_hall.hpp"

#include "chat/protocol/plain_text.hpp"
#include "chat/protocol/to_client.hpp"

namespace adapters {

void WebSocketHall::seat(chat::Recipient& recipient) {
  auto& to = static_cast<SocketRecipient&>(recipient);
  auto& audience = to.format() == WireFormat::json ? json_ : plain_;
  seats_.emplace(&recipient, audience.join(to.socket()));
}

void WebSocketHall::unseat(chat::Recipient& recipient) { seats_.erase(&recipient); }

void WebSocketHall::tell(std::span<const chat::protocol::Event> events) {
  for (const auto& event : events) {
    if (json_.size() > 0) json_.send(chat::protocol::to_text(event));
    if (plain_.size() == 0) continue;
    if (const auto text = chat::protocol::plain::in_plain_text(event)) plain_.send(*text);
  }
}

}  // namespace adapters
