#pragma once
#include "kotori/http/headers.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/http/response.hpp"

/// What clients hear of their sessions.
namespace kotori::inline v0::sessions {

/// They need a store that is out of order: 503.
http::Refused unavailable();
Response answer_to(const http::Refused& refused);
/// The session that would have opened a conversation has ended since: 403.
Response ended();

/// Adds what changes at the client. An answer that may depend on who asks is not for shared caches, whatever it says;
/// the client's own may keep it as it says itself, if nothing changes.
void tell(Response& response, const http::Headers& more);

}  // namespace kotori::inline v0::sessions
