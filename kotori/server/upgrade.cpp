#include "kotori/server/upgrade.hpp"

#include "kotori/server/origins.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/handshake.hpp"

#include <utility>

namespace kotori::inline v0::server {
namespace {

std::unexpected<Response> refuse(Status status, std::string why) {
  return std::unexpected(Response::text(std::move(why) + "\n", status));
}

}  // namespace

std::expected<Accepted, Response> accept_upgrade(const Request& request, const routing::WebSocketMatch& match,
                                                 const Premises& premises) {
  if (!may_connect(request, premises.origins))
    return refuse(Status::forbidden, "pages of this origin may not connect here");
  if (request.version != http::Version::http_1_1) return refuse(Status::bad_request, "WebSockets begin with HTTP/1.1");
  if (request.headers.joined("Sec-WebSocket-Version") != "13") {
    auto refused = refuse(Status::upgrade_required, "this server speaks version 13 of the WebSocket protocol");
    refused.error().headers.add("Upgrade", "websocket");
    refused.error().headers.add("Sec-WebSocket-Version", "13");
    return refused;
  }
  const auto key = request.headers.joined("Sec-WebSocket-Key");
  if (!key || !websocket::is_valid_key(*key))
    return refuse(Status::bad_request, "Sec-WebSocket-Key must be 16 bytes in base64");

  std::optional<websocket::DeflateTerms> deflate;
  if (const auto offers = request.headers.joined("Sec-WebSocket-Extensions")) {
    const auto chosen = websocket::accept_deflate(match.endpoint->compression, *offers);
    if (!chosen) return refuse(Status::bad_request, "Sec-WebSocket-Extensions: " + chosen.error().message);
    deflate = *chosen;
  }

  Response response{.status = Status::switching_protocols};
  response.headers.add("Upgrade", "websocket");
  response.headers.add("Sec-WebSocket-Accept", websocket::accept_key(*key));
  if (!match.subprotocol.empty()) response.headers.add("Sec-WebSocket-Protocol", match.subprotocol);
  if (deflate) response.headers.add("Sec-WebSocket-Extensions", websocket::to_text(*deflate));
  return Accepted{std::move(response), deflate};
}

}  // namespace kotori::inline v0::server
