#include "kotori/features/server_metrics.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace kotori::inline v0::features {
namespace {

struct Figure {
  std::string_view name, type, help;
  std::uint64_t value;
};

void tell(const ConnectionCounts& counts, PrometheusText& text) {
  text.family("kotori_connections", "gauge", "Connections that are open.");
  text.sample(counts.open);
  text.family("kotori_connections_in_handshake", "gauge", "Connections whose first request is not yet whole.");
  text.sample(counts.handshakes);
  text.family("kotori_connections_refused_total", "counter", "Connections that were one too many, by the limit.");
  text.sample(counts.refused_by_all, {{"limit", "all"}});
  text.sample(counts.refused_by_address, {{"limit", "address"}});
  text.sample(counts.refused_by_handshakes, {{"limit", "handshakes"}});
}

void tell(const WebSocketCounts& counts, PrometheusText& text) {
  const Figure figures[] = {
      {"kotori_websockets", "gauge", "WebSockets that are open.", counts.open},
      {"kotori_websockets_opened_total", "counter", "WebSockets that were opened.", counts.opened},
      {"kotori_websocket_unsent_bytes", "gauge", "Bytes that wait for peers that are behind.", counts.unsent_bytes},
      {"kotori_websocket_messages_received_total", "counter", "Messages of peers.", counts.messages_received},
      {"kotori_websocket_messages_sent_total", "counter", "Messages to peers, each who hears one counted.",
       counts.messages_sent},
      {"kotori_websocket_bytes_received_total", "counter", "Bytes of frames of peers.", counts.bytes_received},
      {"kotori_websocket_bytes_sent_total", "counter", "Bytes of frames to peers.", counts.bytes_sent},
      {"kotori_websocket_pings_sent_total", "counter", "Pings to peers that were silent.", counts.pings_sent},
      {"kotori_websocket_pongs_received_total", "counter", "Pongs of peers.", counts.pongs_heard},
      {"kotori_websocket_dead_peers_total", "counter", "Peers that did not answer a ping.", counts.dead_peers},
      {"kotori_websocket_protocol_errors_total", "counter", "WebSockets closed for what their peer said.",
       counts.protocol_errors},
      {"kotori_websocket_unfinished_messages_total", "counter", "Of these, for a message that took too long.",
       counts.unfinished_messages},
  };
  for (const auto& figure : figures) {
    text.family(figure.name, figure.type, figure.help);
    text.sample(figure.value);
  }
  text.family("kotori_websocket_slow_closes_total", "counter", "Peers that read too slowly and were closed, by why.");
  text.sample(counts.slow_readers_bytes, {{"limit", "bytes"}});
  text.sample(counts.slow_readers_time, {{"limit", "time"}});
}

}  // namespace

void tell(const ServerStatus& status, PrometheusText& text) {
  tell(status.connection_counts(), text);
  tell(status.websocket_counts(), text);
  text.family("kotori_loop_busy_seconds_total", "counter", "How long each loop has been at work.");
  std::size_t loop = 0;
  for (const auto busy : status.busy_times())
    text.sample(std::chrono::duration<double>(busy).count(), {{"loop", std::to_string(loop++)}});
}

}  // namespace kotori::inline v0::features
