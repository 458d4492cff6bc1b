#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/date.hpp"
#include "kotori/http/request_reader.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/server/options.hpp"
#include "kotori/server/response_writer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace kotori::server {

/// What is left when a connection has become a WebSocket: who handles it, and what came behind the handshake.
struct Upgrade {
  std::shared_ptr<const routing::WebSocketEndpoint> endpoint;
  Request request;
  std::string early;
  std::optional<websocket::DeflateTerms> deflate;
};

/// Requests and answers on one connection, one after another, until it ends or becomes a WebSocket. Nothing is held
/// between requests but what has been read ahead.
class HttpConversation {
 public:
  /// All outlive the conversation.
  HttpConversation(Stream& stream, const Routes& routes, const ServeOptions& options, http::DateClock& dates);

  /// Null when the connection is done with.
  Task<std::unique_ptr<Upgrade>> run();

 private:
  Task<bool> read_request(http::Parsed<Request>& into);
  Task<bool> wait_for_bytes();
  Task<std::unique_ptr<Upgrade>> upgrade(routing::WebSocketMatch match, Request request, http::Headers to_add);
  Task<Response> answer(const routing::HttpHandler& handler, Request& request);
  Task<> linger();

  Stream& stream_;
  const Routes& routes_;
  const ServeOptions& options_;
  ResponseWriter writer_;
  http::RequestReader reader_;
  std::string pending_;  // read and not yet taken
  Instant begun_{};      // when the request that is being read began
  bool peer_has_gone_ = false;
};

/// The whole of it, so that an upgraded connection keeps nothing of its HTTP past.
Task<std::unique_ptr<Upgrade>> converse_in_http(Stream& stream, const Routes& routes, const ServeOptions& options,
                                                http::DateClock& dates);

}  // namespace kotori::server
