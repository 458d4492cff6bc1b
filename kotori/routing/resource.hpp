#pragma once
#include "kotori/base/result.hpp"
#include "kotori/routing/handler.hpp"
#include "kotori/routing/pattern.hpp"
#include "kotori/websocket/compression.hpp"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace kotori::inline v0::routing {

/// One way into a conversation on a path, and what it is spoken in; no subprotocols: for those who offer none of the
/// path's (RFC 6455 §4.2.2). Where every endpoint has some, those are answered 400.
struct WebSocketEndpoint {
  std::vector<std::string> subprotocols;  ///< the server's first choice first
  Compression compression = Compression::none;
  WebSocketHandler handler;
};

struct HttpMatch {
  std::shared_ptr<const HttpEndpoint> endpoint;  ///< keep it until the task of its handler has ended
};

struct WebSocketMatch {
  std::shared_ptr<const WebSocketEndpoint> endpoint;  ///< keep it until the task of its handler has ended
  std::string_view subprotocol;  ///< the chosen one, of the endpoint's; empty: none, answer without the header
};

/// What to do with a request: call a handler, open a WebSocket (its key and version are still to be checked), or send
/// the answer that is already clear.
using Match = std::variant<HttpMatch, WebSocketMatch, Response>;

/// Everything that answers on one path.
class Resource {
 public:
  explicit Resource(Pattern pattern) : pattern_(std::move(pattern)) {}

  /// Both throw std::invalid_argument when that place is taken.
  void add(std::string method, HttpEndpoint endpoint);
  void add(WebSocketEndpoint endpoint);

  const Pattern& pattern() const { return pattern_; }
  bool handles(std::string_view method) const { return methods_.contains(method); }
  Match find(const Request& request) const;

 private:
  Match find_endpoint(const Request& request) const;
  std::string allowed() const;

  Pattern pattern_;
  std::map<std::string, std::shared_ptr<const HttpEndpoint>, std::less<>> methods_;
  std::vector<std::shared_ptr<const WebSocketEndpoint>> endpoints_;
};

}  // namespace kotori::inline v0::routing
