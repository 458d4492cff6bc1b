#pragma once
#include "kotori/async/task.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/base/result.hpp"
#include "kotori/http/attributes.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/read.hpp"
#include "kotori/json/write.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/address.hpp"
#include "kotori/websocket/guard.hpp"
#include "kotori/websocket/message_reader.hpp"
#include "kotori/websocket/options.hpp"
#include "kotori/websocket/outbox.hpp"

#include <coroutine>
#include <cstddef>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

namespace kotori {

using websocket::Message;
using websocket::MessageKind;

/// One conversation (RFC 6455). Receiving waits for the peer; sending never waits. It belongs to one loop; from
/// elsewhere reach it by its address().
///
/// It pings a peer that is silent, and gives up one that is dead, see WebSocketOptions. While a message waits to be
/// taken nothing more is read, so nobody can tell, and nobody is given up for it.
class WebSocket final : StreamListener, websocket::OutboxOwner, Timer {
 public:
  /// Both ends of a finished handshake are made like this; `early` are bytes that came behind it, `deflate` is what was
  /// agreed on about compression, if anything. `stream` and `options` outlive the socket.
  WebSocket(websocket::Role role, Stream& stream, const WebSocketOptions& options, std::string_view early = {},
            const std::optional<websocket::DeflateTerms>& deflate = {});
  ~WebSocket();
  WebSocket(const WebSocket&) = delete;
  WebSocket& operator=(const WebSocket&) = delete;

  class Receive;
  class ReceiveText;
  /// co_await socket.receive(): the next message, or empty once the peer has gone, close() was called or the server
  /// stops. One coroutine at a time may receive.
  Receive receive();
  /// The next text; binary messages are passed over.
  ReceiveText receive_text();
  /// The next text as a T. One that is not a T ends the conversation with 1007.
  template <class T> Task<std::optional<T>> receive();
  /// The next text as a T, or why it is none; the conversation goes on. Empty as above.
  template <class T> Task<std::optional<Result<T>>> try_receive();

  /// What is sent leaves at the end of the loop's turn, in order with what its audiences are told. After close() and
  /// once the peer has gone it is dropped. The text is UTF-8, or the peer will close.
  void send(std::string_view text) { outbox_.send(websocket::Opcode::text, text); }
  void send_binary(std::string_view bytes) { outbox_.send(websocket::Opcode::binary, bytes); }
  template <json::Described T> void send(const T& message) { send(json::write(message)); }

  class Drained;
  /// co_await socket.drained(): goes on when all that was sent has left, or cannot leave any more.
  Drained drained();

  /// Says goodbye; receive() is empty from now on. The first call counts. The code must be one that may be sent. The
  /// peer has options.close_time to read what was sent and to answer; then the stream is given up.
  void close(CloseCode code = CloseCode::normal, std::string_view reason = {});

  /// Whether anything can still be sent.
  bool is_open() const { return outbox_.is_open(); }
  /// How it ended: what the peer's close frame said, or CloseCode::abnormal while there was none.
  const websocket::Close& peer_close() const;

  /// Where others may reach it. On its loop.
  Address address();

  /// Who is talking, as the session cookie said when the conversation began. Read only: a cookie cannot change once the
  /// socket is open. Throws std::logic_error when the routes have no sessions of this type.
  template <class S> const S& session() const {
    if (const S* found = attributes_.find<S>()) return *found;
    throw std::logic_error("these routes have no sessions of this type");
  }
  void set_attributes(http::Attributes attributes) { attributes_ = std::move(attributes); }

  /// The end of a conversation, for its server or client: closes if that has not happened, lets the outbox drain and
  /// waits for the peer's close frame, until the close_time is over. The stream may be destroyed afterwards.
  Task<> finish();
  /// Nothing more can be received or sent: the stream is lost, or time is up.
  void abandon();

  websocket::Outbox& outbox() { return outbox_; }

 private:
  class PeerEnds;
  struct Remainder {
    std::string bytes;
    std::size_t taken = 0;
  };

  void on_stream_ready() override;
  std::string on_outbox_overflow() override;
  void on_outbox_behind(bool behind) override;
  void on_time() override;
  void watch();
  bool has_message_or_end();
  std::optional<Message> take_message();
  void look_ahead();
  bool read_more();
  void take_events(std::string_view& bytes);
  void handle(websocket::Event event);
  bool begin_goodbye();
  void break_off(const websocket::Broken& broken);
  bool may_control();
  void wake_receiver();
  /// Counts one more, as far as this turn allows.
  bool may_in_this_turn(std::uint16_t& count, std::uint16_t most);
  void go_on_next_turn();

  Stream& stream_;
  websocket::Guard guard_;
  websocket::MessageReader reader_;
  websocket::Outbox outbox_;
  std::optional<Message> message_;        // received and not yet taken
  std::unique_ptr<Remainder> remainder_;  // read and not yet looked at
  std::coroutine_handle<> receiver_;
  http::Attributes attributes_;
  std::unique_ptr<const websocket::Close> peer_close_;  // once there is one
  Address address_;
  std::uint32_t turn_ = 0;      // of which the next two tell
  std::uint16_t reads_ = 0;     // how often it read
  std::uint16_t messages_ = 0;  // how many were taken
  bool close_sent_ = false;
  bool peer_ended_ = false;     // nothing more will come
  bool peer_broke_it_ = false;  // what comes is not looked at
  bool only_text_ = false;
};

/// See WebSocket::receive().
class WebSocket::Receive {
 public:
  explicit Receive(WebSocket& socket) : socket_(socket) {}
  bool await_ready() { return socket_.has_message_or_end(); }
  void await_suspend(std::coroutine_handle<> caller) { socket_.receiver_ = caller; }
  std::optional<Message> await_resume() { return socket_.take_message(); }

 private:
  WebSocket& socket_;
};

/// See WebSocket::receive_text().
class WebSocket::ReceiveText {
 public:
  explicit ReceiveText(WebSocket& socket) : socket_(socket) {}
  bool await_ready() {
    socket_.only_text_ = true;
    return socket_.has_message_or_end();
  }
  void await_suspend(std::coroutine_handle<> caller) { socket_.receiver_ = caller; }
  std::optional<std::string> await_resume();

 private:
  WebSocket& socket_;
};

/// See WebSocket::drained().
class WebSocket::Drained {
 public:
  explicit Drained(websocket::Outbox& outbox) : outbox_(outbox) {}
  bool await_ready() const { return outbox_.empty(); }
  void await_suspend(std::coroutine_handle<> caller) { outbox_.when_empty(caller); }
  void await_resume() {}

 private:
  websocket::Outbox& outbox_;
};

inline WebSocket::Receive WebSocket::receive() { return Receive{*this}; }
inline WebSocket::ReceiveText WebSocket::receive_text() { return ReceiveText{*this}; }
inline WebSocket::Drained WebSocket::drained() { return Drained{outbox_}; }

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

}  // namespace kotori
