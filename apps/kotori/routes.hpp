#pragma once
#include "chat/service/service.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/sessions/sessions.hpp"

#include <functional>
#include <string>

namespace app {

/// Everything the chat answers to but its pages: /chat, /healthz and /readyz; added to `routes`, whose features stand
/// before it. The service outlives the
/// routes. /readyz answers 503 while `why_not_ready` says something; any loop calls it.
kotori::Routes chat_routes(chat::Service& service, std::function<std::string()> why_not_ready,
                           kotori::sessions::Key key, kotori::Routes routes = {});

}  // namespace app
