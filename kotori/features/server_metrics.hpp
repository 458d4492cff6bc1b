#pragma once
#include "kotori/features/prometheus_text.hpp"
#include "kotori/features/server_status.hpp"

namespace kotori::inline v0::features {

/// What a server knows of its connections, its WebSockets and its loops.
void tell(const ServerStatus& status, PrometheusText& text);

}  // namespace kotori::inline v0::features
