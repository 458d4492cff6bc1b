#include "apps/kotori/node_metrics.hpp"

#include "kotori/features/prometheus_text.hpp"

#include <cstdint>
#include <string_view>

namespace app {
namespace {

using kotori::features::PrometheusText;

void tell_one(PrometheusText& text, std::string_view name, std::string_view type, std::string_view help,
              std::uint64_t value) {
  text.family(name, type, help);
  text.sample(value);
}

void tell(PrometheusText& text, const chat::ClusterCounts& counts) {
  tell_one(text, "kotori_nodes", "gauge", "Nodes that live, this one among them.", counts.nodes);
  tell_one(text, "kotori_room_holes_filled_total", "counter",
           "Times that a room has read from the log what the bus had not told it.", counts.holes_filled);
}

void tell(PrometheusText& text, const adapters::CountedBus& bus) {
  const auto counts = bus.counts();
  tell_one(text, "kotori_bus_connected", "gauge", "Whether the bus has its connection.", bus.reachable() ? 1 : 0);
  tell_one(text, "kotori_bus_messages_sent_total", "counter", "News to other nodes.", counts.sent);
  tell_one(text, "kotori_bus_messages_unsent_total", "counter", "News that no connection took.", counts.unsent);
  tell_one(text, "kotori_bus_messages_heard_total", "counter", "News of other nodes.", counts.heard);
  text.family("kotori_bus_messages_dropped_total", "counter", "What came over the bus and was not believed, by why.");
  text.sample(counts.too_large, {{"reason", "too_large"}});
  text.sample(counts.forged, {{"reason", "forged"}});
  text.sample(counts.malformed, {{"reason", "malformed"}});
  text.sample(counts.own, {{"reason", "own"}});
  text.sample(counts.replayed, {{"reason", "replayed"}});
  tell_one(text, "kotori_bus_overruns_total", "counter", "Times that more came than could be heard.", counts.overruns);
}

}  // namespace

kotori::Metrics::Teller node_metrics(const chat::Log& log, const chat::Service& service,
                                     const adapters::CountedBus* bus) {
  return [&, bus](PrometheusText& text) {
    tell_one(text, "kotori_log_reachable", "gauge", "Whether what is said can be kept.", log.reachable() ? 1 : 0);
    if (const auto counts = service.cluster_counts(); counts.nodes > 0) tell(text, counts);
    if (bus) tell(text, *bus);
  };
}

}  // namespace app
