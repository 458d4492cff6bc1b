#include "kotori/server/upgrade.hpp"

#include "kotori/http/text.hpp"
#include "kotori/websocket/deflate_terms.hpp"
#include "kotori/websocket/handshake.hpp"

#include <algorithm>
#include <utility>

namespace kotori::server {
namespace {

std::unexpected<Response> refuse(Status status, std::string why) {
  return std::unexpected(Response::text(std::move(why) + "\n", status));
}

/// "https://chat.example:8443" without its scheme.
std::string_view authority_of(std::string_view origin) {
  const auto scheme_end = origin.find("://");
  return scheme_end == origin.npos ? std::string_view{} : origin.substr(scheme_end + 3);
}

bool may_come_from(std::string_view origin, const Request& request, const ServeOptions& options) {
  const auto is_origin = [&](const std::string& allowed) { return http::equal_ignoring_case(allowed, origin); };
  if (!options.allowed_origins.empty()) return std::ranges::any_of(options.allowed_origins, is_origin);
  const auto authority = authority_of(origin);
  return !authority.empty() && http::equal_ignoring_case(authority, request.header("Host").value_or(""));
}

}  // namespace

std::expected<Accepted, Response> accept_upgrade(const Request& request, const routing::WebSocketMatch& match,
                                                 const ServeOptions& options) {
  const auto origin = request.headers.joined("Origin");
  if (origin && !may_come_from(*origin, request, options))
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

}  // namespace kotori::server
