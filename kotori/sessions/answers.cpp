#include "kotori/sessions/answers.hpp"

#include "kotori/http/caching.hpp"

#include <utility>

namespace kotori::inline v0::sessions {

http::Refused unavailable() {
  http::Headers later;
  later.add("Retry-After", "5");
  return {http::Status::service_unavailable, "Nobody can be recognised here at the moment. Come back in a while.",
          std::move(later)};
}

Response answer_to(const http::Refused& refused) {
  auto response = Response::text(std::string(refused.what()) + "\n", refused.status);
  response.add(refused.headers);
  return response;
}

Response ended() { return Response::text("This session has ended.\n", http::Status::forbidden); }

void tell(Response& response, const http::Headers& more) {
  response.add(more);
  if (response.status == http::Status::switching_protocols) return;
  if (more.empty() && response.headers.contains("Cache-Control"))
    http::keep_from_shared_caches(response.headers);
  else
    response.headers.set("Cache-Control", "private, no-cache");
}

}  // namespace kotori::inline v0::sessions
