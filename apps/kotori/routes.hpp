#pragma once
#include "chat/service/service.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/sessions/sessions.hpp"

namespace app {

/// Everything the chat answers to but its pages: /chat and /healthz; added to `routes`, whose features stand before it.
/// The service outlives the routes.
kotori::Routes chat_routes(chat::Service& service, kotori::sessions::Key key, kotori::Routes routes = {});

}  // namespace app
