#include "adapters/hall_websocket/socket_recipient.hpp"

#include "chat/protocol/plain_text.hpp"

#include <variant>

namespace adapters {

void SocketRecipient::tell(const chat::protocol::Answer& answer) {
  if (format_ == WireFormat::json) {
    socket_.send(chat::protocol::to_text(answer));
  } else if (const auto text = chat::protocol::plain::in_plain_text(answer)) {
    socket_.send(*text);
    // Until what was not kept is sent again, the room takes nothing else of this device; and a client that speaks plain
    // text has no way to send the same command again. When it comes back, it is another device.
    const auto* refused = std::get_if<chat::protocol::Refused>(&answer);
    if (refused && refused->retryable)
      socket_.close(kotori::CloseCode::try_again_later, "this cannot be kept now: come back and say it again");
  }
}

// What plain text does not show, nobody who speaks it is told.
void SocketRecipient::tell(const chat::protocol::Notice& notice) {
  if (format_ == WireFormat::json) socket_.send(chat::protocol::to_text(notice));
}

void SocketRecipient::tell(const chat::protocol::Fact& fact) {
  if (format_ == WireFormat::json) socket_.send(chat::protocol::to_text(fact));
}

void SocketRecipient::turn_away(chat::TurnedAway why) {
  if (why == chat::TurnedAway::too_slow) {
    socket_.close(kotori::CloseCode::slow_reader, "there is more to tell than you take: come back and resume");
  } else {
    socket_.close(kotori::CloseCode::try_again_later, "what you missed cannot be read now: come back later");
  }
}

}  // namespace adapters
