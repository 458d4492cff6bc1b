#pragma once
/// All that a program of its own needs: routes, WebSockets, audiences, sessions, and serve().
#include "kotori/async/sleep.hpp"
#include "kotori/async/task.hpp"
#include "kotori/base/match.hpp"
#include "kotori/base/result.hpp"
#include "kotori/base/version.hpp"
#include "kotori/http/refused.hpp"
#include "kotori/json/json.hpp"
#include "kotori/routing/routes.hpp"
#include "kotori/server/serve.hpp"
#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/frame_stream.hpp"
#include "kotori/websocket/websocket.hpp"
