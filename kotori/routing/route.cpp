#include "kotori/routing/route.hpp"

#include <fmt/format.h>

namespace kotori::inline v0::routing {

std::string Route::text() const {
  auto all = fmt::format("{} {}", method.empty() ? "the WebSocket" : method, pattern.text());
  if (!conditions.empty()) all += " when " + conditions.text();
  if (!takes.empty()) all += fmt::format(" taking {}", fmt::join(takes, ", "));
  if (!gives.empty()) all += fmt::format(" giving {}", fmt::join(gives, ", "));
  if (websocket && !websocket->subprotocols.empty())
    all += fmt::format(" speaking {}", fmt::join(websocket->subprotocols, ", "));
  return all;
}

}  // namespace kotori::inline v0::routing
