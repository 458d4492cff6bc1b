#pragma once
#include "kotori/http/feature.hpp"
#include "kotori/server/premises.hpp"
#include "kotori/server/request_body.hpp"
#include "kotori/server/upgrade.hpp"

#include <expected>
#include <optional>

namespace kotori::inline v0::server {

/// One request on its way through the features of its routes to its handler, or to its WebSocket.
class Answering final : http::Innermost {
 public:
  /// All outlive it. `begun`: when the request began to come in.
  Answering(const Premises& premises, routing::Found found, RequestBody& body, Handshake& handshake, Instant begun)
      : premises_(premises), found_(std::move(found)), body_(body), handshake_(handshake), begun_(begun) {}

  /// What the client is answered, whatever happens on the way; of no use when the body's peer is lost.
  Task<Response> run(Request& request);

  /// What begins once the answer of run(), which is 101 then, has been sent.
  std::optional<Accepted>& accepted() { return accepted_; }
  const routing::WebSocketMatch& websocket() const { return std::get<routing::WebSocketMatch>(found_.match); }

 private:
  Task<Response> answer(Request& request) override;
  Task<Response> call(const routing::HttpMatch& match, Request& request);
  Response open(const Request& request);
  void limit_body(const Request& request);

  const Premises& premises_;
  routing::Found found_;
  RequestBody& body_;
  Handshake& handshake_;
  Instant begun_;
  std::optional<Accepted> accepted_;
};

}  // namespace kotori::inline v0::server
