#pragma once
#include "kotori/websocket/message.hpp"
#include "kotori/websocket/message_assembler.hpp"

#include <coroutine>
#include <memory>
#include <optional>
#include <string>

namespace kotori::inline v0 {

class WebSocket;

namespace websocket {

/// What a message that is taken in pieces has come to.
struct Pieces {
  Pieces(WebSocket& from, const MessageLimits& most) : socket(&from), limits(most) {}
  ~Pieces();
  Pieces(const Pieces&) = delete;
  Pieces& operator=(const Pieces&) = delete;

  WebSocket* socket;  ///< null: nothing more comes of it
  MessageLimits limits;
  std::optional<Message> next;  ///< has come and was not taken
  bool ended = false;           ///< the last has come
  bool counted = false;         ///< among the peer's messages
};

}  // namespace websocket

/// A message of any size that is taken in pieces while it comes in; see WebSocket::receive_streamed(). What is not
/// taken stays with the peer: a piece is held, and what one read of the socket gave. Letting go of it, or receiving the
/// next message, passes over its rest. It belongs to the socket's loop.
class IncomingMessage {
 public:
  IncomingMessage(websocket::MessageKind kind, std::unique_ptr<websocket::Pieces> pieces)
      : kind_(kind), pieces_(std::move(pieces)) {}

  websocket::MessageKind kind() const { return kind_; }

  class Next;
  /// co_await message.next(): the next piece, which is not empty and has at most 128 KiB; empty once there is none. A
  /// piece is cut anywhere, in a text perhaps within a character, but what was given so far is the beginning of a
  /// UTF-8 text. One coroutine at a time.
  Next next();

  /// All of it has come and was taken. False when next() was empty: it broke off, because the peer has gone or broke
  /// the protocol or the message's limit, close() was called, or the server stops.
  bool complete() const { return pieces_->ended && !pieces_->next; }

 private:
  websocket::MessageKind kind_;
  std::unique_ptr<websocket::Pieces> pieces_;
};

/// See IncomingMessage::next().
class IncomingMessage::Next {
 public:
  explicit Next(websocket::Pieces& pieces) : pieces_(pieces) {}
  bool await_ready();
  void await_suspend(std::coroutine_handle<> caller);
  std::optional<std::string> await_resume();

 private:
  websocket::Pieces& pieces_;
};

inline IncomingMessage::Next IncomingMessage::next() { return Next{*pieces_}; }

}  // namespace kotori::inline v0
