#pragma once
#include "kotori/routing/when.hpp"
#include "kotori/websocket/compression.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace kotori::inline v0 {

/// See Routes::method.
struct HttpRoute {
  std::optional<std::size_t> body =
      {};  ///< the largest body that is taken; beyond it 413. Empty: ServeOptions::http.body
  When when = {};
  /// The content types that are taken, "application/json" or "image/*": another body, or one that does not say, is 415.
  /// None: whatever comes.
  std::vector<std::string> takes = {};
  /// The content types that the handler can answer with. Of several routes for one method and path the client's Accept
  /// chooses; 406 when it wants none of them. None: whatever Accept says.
  std::vector<std::string> gives = {};
};

/// See Routes::websocket.
struct WebSocketRoute {
  /// What is spoken here, the server's first choice first. None: whatever the client offers, no subprotocol is chosen.
  std::vector<std::string> subprotocols = {};
  Compression compression = Compression::none;
  When when = {};
};

/// What "/rooms" has to do with "/rooms/". A {tail...} that would take either, as that of files, comes after both.
enum class TrailingSlash : std::uint8_t {
  strict,    ///< nothing: each is found if it is routed
  same,      ///< where one is not routed, the other answers
  redirect,  ///< where one is not routed, 308 leads to the other
};

}  // namespace kotori::inline v0
