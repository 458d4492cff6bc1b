#include "kotori/websocket/incoming_message.hpp"

#include "kotori/websocket/websocket.hpp"

#include <utility>

namespace kotori::inline v0 {

websocket::Pieces::~Pieces() {
  if (socket) socket->let_go();
}

bool IncomingMessage::Next::await_ready() {
  if (!pieces_.socket) return true;
  pieces_.socket->ask_for(WebSocket::Asked::piece);
  return pieces_.socket->has_received_or_end();
}

void IncomingMessage::Next::await_suspend(std::coroutine_handle<> caller) { pieces_.socket->resume_then(caller); }

std::optional<std::string> IncomingMessage::Next::await_resume() {
  auto* socket = pieces_.socket;
  if (!socket) return std::nullopt;
  socket->asked_ = WebSocket::Asked::nothing;
  if (socket->closed()) return std::nullopt;
  auto piece = std::exchange(pieces_.next, std::nullopt);
  if (pieces_.ended) socket->let_go();
  if (!piece || piece->data.empty()) return std::nullopt;
  return std::move(piece->data);
}

}  // namespace kotori::inline v0
