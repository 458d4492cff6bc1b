#pragma once
#include "chat/service/service.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/sessions/sessions.hpp"

#include <functional>
#include <string>

namespace app {

/// Where it is kept who browsers are, and by what they were known before that.
struct Known {
  kotori::sessions::Store& store;  ///< outlives the routes
  kotori::sessions::Key key;
};

/// Everything the chat answers to but its pages: /chat, /sessions, /healthz and /readyz; added to `routes`, whose
/// features stand before it. The service outlives the routes. /readyz answers 503 while `why_not_ready` says something;
/// any loop calls it.
kotori::Routes chat_routes(chat::Service& service, std::function<std::string()> why_not_ready, const Known& known,
                           kotori::Routes routes = {});

}  // namespace app
