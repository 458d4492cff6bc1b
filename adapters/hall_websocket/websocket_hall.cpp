#include "adapters/hall_websocket/websocket_hall.hpp"

#include "chat/protocol/plain_text.hpp"
#include "chat/protocol/to_client.hpp"

#include <algorithm>
#include <string>
#include <utility>

namespace adapters {

using chat::Replay;

void WebSocketHall::seat(chat::Recipient& recipient) {
  auto& to = static_cast<SocketRecipient&>(recipient);
  auto& audience = to.format() == WireFormat::json ? json_ : plain_;
  seats_.emplace(&recipient, audience.join(to.socket()));
}

void WebSocketHall::unseat(chat::Recipient& recipient) { seats_.erase(&recipient); }

void WebSocketHall::tell(std::span<const chat::protocol::Event> events) {
  for (const auto& event : events) {
    const bool is_fact = chat::protocol::seq_of(event).has_value();
    if (is_fact || json_.size() > 0) {
      auto text = chat::protocol::to_text(event);
      json_.send(text);
      if (is_fact) tail_.add(event, std::move(text));
    }
    if (plain_.size() == 0) continue;
    if (const auto text = chat::protocol::plain::in_plain_text(event)) plain_.send(*text);
  }
}

Replay WebSocketHall::replay(chat::Recipient& recipient, const chat::protocol::Position& after) {
  auto& to = static_cast<SocketRecipient&>(recipient);
  const auto& facts = tail_.facts();
  const bool checks = after.at && after.seq.value > 0;
  auto next = std::ranges::lower_bound(facts, after.seq, {}, &Tail::Remembered::seq);
  if (checks) {
    if (next == facts.end() || next->seq != after.seq) return Replay::forgotten;
    if (next->at != *after.at) return Replay::misfit;
  }
  if (next != facts.end() && next->seq == after.seq) ++next;
  const bool all = next == facts.end() ? after.seq == tail_.last() : next->seq.value == after.seq.value + 1;
  if (!all) return Replay::forgotten;
  for (; next != facts.end(); ++next) to.socket().send(next->text);
  return Replay::done;
}

void WebSocketHall::remember(std::span<const chat::protocol::Fact> facts, chat::Seq as_of) {
  tail_.put_before(facts, as_of);
}

std::unique_ptr<chat::Hall> make_websocket_hall(kotori::Loop&, const chat::RoomName&, chat::Seq head) {
  return std::make_unique<WebSocketHall>(head);
}

}  // namespace adapters
