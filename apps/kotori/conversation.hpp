#pragma once
#include "chat/service/service.hpp"
#include "kotori/async/task.hpp"
#include "kotori/websocket/websocket.hpp"

#include <string>

namespace app {

/// Who a browser is, for as long as it keeps the cookie.
struct Visitor {
  chat::UserId id;
  static constexpr auto json = kotori::json::shape(kotori::json::field("id", &Visitor::id));
};

/// A connection that speaks kotori.v1, from its first message to its last. docs/protocol.md
kotori::Task<> converse(chat::Service& service, kotori::WebSocket& socket);

/// A connection that offered no subprotocol: the guide's chat, in plain text.
kotori::Task<> converse_in_plain_text(chat::Service& service, kotori::WebSocket& socket);

}  // namespace app
