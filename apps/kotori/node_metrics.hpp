#pragma once
#include "adapters/bus_messages/counted_bus.hpp"
#include "chat/ports/log.hpp"
#include "chat/service/service.hpp"
#include "kotori/features/metrics.hpp"

namespace app {

/// What a node knows of its log and, as one of several, of the others and its bus. All outlive the pages. `bus` is null
/// where nodes do not hear one another.
kotori::Metrics::Teller node_metrics(const chat::Log& log, const chat::Service& service,
                                     const adapters::CountedBus* bus);

}  // namespace app
