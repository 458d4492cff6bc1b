#pragma once
#include "kotori/base/result.hpp"
#include "kotori/http/origin.hpp"
#include "kotori/http/request.hpp"

#include <span>
#include <string>
#include <vector>

namespace kotori::inline v0::server {

/// What ServeOptions::allowed_origins says. The error names the entry that is no origin.
Result<std::vector<http::Origin>> read_origins(std::span<const std::string> allowed);

/// Whether the page that asks may open a WebSocket: its origin is allowed or, if none is, it is this server's own. Who
/// sends no Origin is no browser, and may.
bool may_connect(const Request& request, std::span<const http::Origin> allowed);

}  // namespace kotori::inline v0::server
