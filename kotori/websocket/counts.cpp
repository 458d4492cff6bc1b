#include "kotori/websocket/counts.hpp"

namespace kotori::inline v0 {

WebSocketCounts& WebSocketCounts::operator+=(const WebSocketCounts& more) {
  open += more.open;
  unsent_bytes += more.unsent_bytes;
  opened += more.opened;
  messages_received += more.messages_received;
  messages_sent += more.messages_sent;
  bytes_received += more.bytes_received;
  bytes_sent += more.bytes_sent;
  pings_sent += more.pings_sent;
  pongs_heard += more.pongs_heard;
  dead_peers += more.dead_peers;
  slow_readers_bytes += more.slow_readers_bytes;
  slow_readers_time += more.slow_readers_time;
  protocol_errors += more.protocol_errors;
  unfinished_messages += more.unfinished_messages;
  return *this;
}

WebSocketCounts websocket::Counters::read() const {
  return {.open = open.value(),
          .unsent_bytes = unsent_bytes.value(),
          .opened = opened.value(),
          .messages_received = messages_received.value(),
          .messages_sent = messages_sent.value(),
          .bytes_received = bytes_received.value(),
          .bytes_sent = bytes_sent.value(),
          .pings_sent = pings_sent.value(),
          .pongs_heard = pongs_heard.value(),
          .dead_peers = dead_peers.value(),
          .slow_readers_bytes = slow_readers_bytes.value(),
          .slow_readers_time = slow_readers_time.value(),
          .protocol_errors = protocol_errors.value(),
          .unfinished_messages = unfinished_messages.value()};
}

}  // namespace kotori::inline v0
