#pragma once
#include "kotori/routing/handler.hpp"
#include "kotori/routing/options.hpp"
#include "kotori/routing/pattern.hpp"
#include "kotori/routing/when.hpp"
#include "kotori/websocket/compression.hpp"

#include <memory>
#include <string>
#include <vector>

namespace kotori::inline v0 {
class Routes;
}

namespace kotori::inline v0::routing {

/// One way into a conversation, and what it is spoken in; no subprotocols: for those who offer none of the others
/// (RFC 6455 §4.2.2).
struct WebSocketEndpoint {
  std::vector<std::string> subprotocols;  ///< the server's first choice first
  Compression compression = Compression::none;
  WebSocketHandler handler;
};

/// One route, with all that decides whether it is the one.
struct Route {
  Pattern pattern;
  std::string method;  ///< empty: a WebSocket
  Conditions conditions;
  std::vector<std::string> takes, gives;
  TrailingSlash slash = TrailingSlash::strict;
  std::shared_ptr<const HttpEndpoint> http;
  std::shared_ptr<const WebSocketEndpoint> websocket;

  /// "GET /rooms/{room}", and when; for people.
  std::string text() const;
};

/// A table below a prefix.
struct Mounted {
  Pattern prefix;
  Conditions conditions;
  std::shared_ptr<const Routes> table;
};

}  // namespace kotori::inline v0::routing
