#pragma once
#include "apps/kotori/conversation.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/sessions/sessions.hpp"

namespace app {

/// How visitors end their own sessions, below /sessions: DELETE current ends that of this browser, and DELETE of them
/// all those of this visitor, wherever they are. Either closes what is open with them (4501) before it answers 204; 401
/// without a session, 403 for the pages of others, 503 when the store is out of order.
kotori::Routes signing_out(kotori::Sessions<Visitor> visitors);

}  // namespace app
