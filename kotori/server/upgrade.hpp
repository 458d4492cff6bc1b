#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/server/options.hpp"

#include <expected>
#include <string_view>

namespace kotori::server {

/// The answer to a request for a WebSocket (RFC 6455 §4.2): 101 and what goes with it, or why not: 403 for a page of
/// another origin, 426 for another version of the protocol, 400 for a malformed request.
/// An empty subprotocol means that none was chosen.
std::expected<Response, Response> accept_upgrade(const Request& request, std::string_view subprotocol,
                                                 const ServeOptions& options);

}  // namespace kotori::server
