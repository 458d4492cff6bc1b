#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/date.hpp"
#include "kotori/http/head_parser.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/server/incoming.hpp"
#include "kotori/server/premises.hpp"
#include "kotori/server/request_body.hpp"
#include "kotori/server/response_writer.hpp"

#include <memory>
#include <optional>
#include <string>

namespace kotori::inline v0::server {

/// What is left when a connection has become a WebSocket: who handles it, and what came behind the handshake.
struct Upgrade {
  const routing::WebSocketEndpoint* endpoint;
  Request request;
  std::string early;
  std::optional<websocket::DeflateTerms> deflate;
};

/// A connection that was let in.
struct Visit {
  std::unique_ptr<Stream> stream;
  Place place;
  Handshake handshake;
  Endpoint client;
  bool over_tls = false;
};

/// Requests and answers on one connection, one after another, until it ends or becomes a WebSocket. Nothing is held
/// between requests but what has been read ahead.
class HttpConversation {
 public:
  /// All outlive the conversation.
  HttpConversation(Visit& visit, Premises& premises, http::DateClock& dates);

  /// Null when the connection is done with.
  Task<std::unique_ptr<Upgrade>> run();

 private:
  Task<bool> read_head(http::Parsed<http::RequestHead>& into);
  Task<bool> answer(http::RequestHead& head, bool last);
  Task<> refuse(http::Refusal refusal);

  Visit& visit_;
  Premises& premises_;
  Incoming in_;
  ResponseWriter writer_;
  http::HeadParser heads_;
  Instant begun_{};  // when the first byte of the request came
  std::unique_ptr<Upgrade> upgrade_;
};

/// The whole of it, so that an upgraded connection keeps nothing of its HTTP past.
Task<std::unique_ptr<Upgrade>> converse_in_http(Visit& visit, Premises& premises, http::DateClock& dates);

}  // namespace kotori::inline v0::server
