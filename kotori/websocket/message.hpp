#pragma once
#include "kotori/websocket/close_code.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <string_view>
#include <variant>

namespace kotori::inline v0::websocket {

enum class MessageKind : std::uint8_t { text, binary };

/// What one side says (RFC 6455 §5.6), put together from its fragments. Text is UTF-8.
struct Message {
  MessageKind kind = MessageKind::text;
  std::string data;
  bool operator==(const Message&) const = default;
};

/// Is to be answered with a pong of the same payload (§5.5.2).
struct Ping {
  std::string payload;
  bool operator==(const Ping&) const = default;
};

/// The answer to a Ping, or a word that nobody asked for (§5.5.3): nothing is to be done.
struct Pong {
  std::string payload;
  bool operator==(const Pong&) const = default;
};

/// The peer closes (§5.5.1). The code is one that may be sent, or no_status if it gave none; the reason is UTF-8.
struct Close {
  CloseCode code = CloseCode::no_status;
  std::string reason;
  bool operator==(const Close&) const = default;
};

/// What a close frame's payload says, or what is wrong with it.
std::expected<Close, Broken> read_close(std::string_view payload);

/// What can come of reading. Nothing comes after Close or Broken.
using Event = std::variant<Message, Ping, Pong, Close, Broken>;

}  // namespace kotori::inline v0::websocket
