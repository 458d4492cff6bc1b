#include "adapters/hall_websocket/socket_recipient.hpp"

#include "chat/protocol/plain_text.hpp"

namespace adapters {

void SocketRecipient::tell(const chat::protocol::Answer& answer) {
  if (format_ == WireFormat::json) {
    socket_.send(chat::protocol::to_text(answer));
  } else if (const auto text = chat::protocol::plain::in_plain_text(answer)) {
    socket_.send(*text);
  }
}

}  // namespace adapters
