#pragma once
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"
#include "kotori/routing/found.hpp"
#include "kotori/server/premises.hpp"

#include <expected>
#include <optional>

namespace kotori::inline v0::server {

/// A WebSocket that may begin.
struct Accepted {
  Response response;
  std::optional<websocket::DeflateTerms> deflate;  ///< how it is compressed, if it is
};

/// The answer to a request for a WebSocket (RFC 6455 §4.2): 101 and what goes with it, or why not: 403 for a page of
/// another origin, 426 for another version of the protocol, 400 for a malformed request.
std::expected<Accepted, Response> accept_upgrade(const Request& request, const routing::WebSocketMatch& match,
                                                 const Premises& premises);

}  // namespace kotori::inline v0::server
