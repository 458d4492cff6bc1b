#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/result.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"
#include "kotori/websocket/address.hpp"
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/incoming_message.hpp"
#include "kotori/websocket/message_reader.hpp"
#include "kotori/websocket/pace.hpp"

#include <coroutine>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace kotori::inline v0 {

using websocket::Message;
using websocket::MessageKind;

/// One conversation (RFC 6455). Receiving waits for the peer; sending never waits. It belongs to one loop; from
/// elsewhere reach it by its address().
///
/// It pings a peer that is silent, and gives up one that is dead, see WebSocketOptions. While nobody receives, pings
/// and a close are answered, but a message stays unread and so does what is behind it: nobody can tell then whether the
/// peer lives, and it is not given up for it.
class WebSocket final : public websocket::Connection {
 public:
  /// Both ends of a finished handshake are made like this; `early` are bytes that came behind it, `deflate` is what was
  /// agreed on about compression, if anything. `stream` and `options` outlive the socket.
  WebSocket(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early = {},
            const std::optional<websocket::DeflateTerms>& deflate = {});
  ~WebSocket();

  class Receive;
  class ReceiveText;
  class ReceiveStreamed;
  /// co_await socket.receive(): the next message, or empty once the peer has gone, close() was called or the server
  /// stops. One coroutine at a time may receive.
  Receive receive();
  /// The next text; binary messages are passed over.
  ReceiveText receive_text();
  /// The next text as a T. One that is not a T ends the conversation with 1007.
  template <class T> Task<std::optional<T>> receive();
  /// The next text as a T, or why it is none; the conversation goes on. Empty as above.
  template <class T> Task<std::optional<Result<T>>> try_receive();

  /// The next message, of any size, as soon as it has begun: it is taken in pieces. WebSocketOptions::message does not
  /// hold for it, and message_time for each piece that is asked for; over `most_bytes`, if they are given, the
  /// conversation ends with 1009.
  ReceiveStreamed receive_streamed(std::size_t most_bytes = std::numeric_limits<std::size_t>::max());

  /// What is sent leaves at the end of the loop's turn, in order with what its audiences are told. After close() and
  /// once the peer has gone it is dropped. The text is UTF-8, or the peer will close.
  void send(std::string_view text) { outbox_.send(websocket::Opcode::text, text); }
  void send_binary(std::string_view bytes) { outbox_.send(websocket::Opcode::binary, bytes); }
  template <json::Described T> void send(const T& message) { send(json::write(message)); }

  /// Where others may reach it. On its loop.
  Address address();

 private:
  friend class IncomingMessage::Next;
  friend struct websocket::Pieces;
  static constexpr std::uint32_t no_slot = std::numeric_limits<std::uint32_t>::max();
  enum class Asked : std::uint8_t { nothing, message, text, piece };

  void take(std::string_view& bytes) override;
  bool has_received() const override;
  bool holds_back(std::string_view bytes) const override;
  void pass_over() override;
  bool half_said() const override;
  void stop_reading() override { reader_.stop(); }
  void handle(websocket::Event event);
  Duration pause() const override;
  bool may_control();
  bool may_speak();
  void ask_for(Asked what);
  std::optional<Message> take_message();
  std::unique_ptr<websocket::Pieces> ask_for_pieces(std::size_t most_bytes);
  /// What is taken in pieces is of no interest any more.
  void let_go();

  Asked asked_ = Asked::nothing;
  bool passing_over_ = false;  // the rest of a message whose pieces nobody wants
  std::uint32_t address_slot_ = no_slot;
  [[no_unique_address]] websocket::MessageReader reader_;
  websocket::Pace control_frames_;
  websocket::Pace messages_;
  std::unique_ptr<Message> message_;  // received and not yet taken
};

/// See WebSocket::receive().
class WebSocket::Receive {
 public:
  explicit Receive(WebSocket& socket) : socket_(socket) {}
  bool await_ready() {
    socket_.ask_for(Asked::message);
    return socket_.has_received_or_end();
  }
  void await_suspend(std::coroutine_handle<> caller) { socket_.resume_then(caller); }
  std::optional<Message> await_resume() { return socket_.take_message(); }

 private:
  WebSocket& socket_;
};

/// See WebSocket::receive_text().
class WebSocket::ReceiveText {
 public:
  explicit ReceiveText(WebSocket& socket) : socket_(socket) {}
  bool await_ready() {
    socket_.ask_for(Asked::text);
    return socket_.has_received_or_end();
  }
  void await_suspend(std::coroutine_handle<> caller) { socket_.resume_then(caller); }
  std::optional<std::string> await_resume();

 private:
  WebSocket& socket_;
};

/// See WebSocket::receive_streamed().
class WebSocket::ReceiveStreamed {
 public:
  ReceiveStreamed(WebSocket& socket, std::size_t most_bytes) : socket_(socket), most_bytes_(most_bytes) {}
  bool await_ready() {
    pieces_ = socket_.ask_for_pieces(most_bytes_);
    return socket_.has_received_or_end();
  }
  void await_suspend(std::coroutine_handle<> caller) { socket_.resume_then(caller); }
  std::optional<IncomingMessage> await_resume();

 private:
  WebSocket& socket_;
  std::size_t most_bytes_;
  std::unique_ptr<websocket::Pieces> pieces_;
};

static_assert(sizeof(WebSocket) <= 168, "each connection has one");

inline WebSocket::Receive WebSocket::receive() { return Receive{*this}; }
inline WebSocket::ReceiveText WebSocket::receive_text() { return ReceiveText{*this}; }
inline WebSocket::ReceiveStreamed WebSocket::receive_streamed(std::size_t most_bytes) { return {*this, most_bytes}; }

template <class T> Task<std::optional<Result<T>>> WebSocket::try_receive() {
  if (auto text = co_await receive_text()) co_return json::read<T>(*text);
  co_return std::nullopt;
}

template <class T> Task<std::optional<T>> WebSocket::receive() {
  if (auto text = co_await receive_text()) {
    auto message = json::read<T>(*text);
    if (message) co_return std::move(*message);
    close(CloseCode::invalid_payload, message.error().message);
  }
  co_return std::nullopt;
}

}  // namespace kotori::inline v0
