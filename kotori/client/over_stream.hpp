#pragma once
#include "kotori/async/task.hpp"
#include "kotori/async/timer.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"
#include "kotori/client/answer_reader.hpp"
#include "kotori/client/request.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/websocket.hpp"

#include <chrono>
#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

/// A client over a stream that is connected already. By URL it is a Client.
namespace kotori::inline v0::client {

/// Hands the whole of a request to the stream. False when it is not taken; there may be an answer nevertheless, of a
/// server that did not want all of it.
Task<bool> write_request(Stream& stream, const ClientRequest& request, Instant until);
/// Until when to wait for an answer: one to a request that was not taken whole is there already, or is not to come.
Instant wait_for_answer(bool taken, Instant until);

/// Sends one request and waits for its whole answer, at most `at_most`. On the stream's loop. The error says what was
/// wrong with the answer, or that there was none.
Task<Result<ClientResponse>> ask(Stream& stream, ClientRequest request, Duration at_most = std::chrono::seconds{30});

/// The client's end of a conversation, with the stream that it owns. When the loop stops it says goodbye with 1001.
class Connection final : Timer {
 public:
  Connection(std::unique_ptr<Stream> stream, const WebSocketOptions& options, ClientResponse answer,
             std::string_view early, const std::optional<websocket::DeflateTerms>& deflate);
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  /// co_await its finish() before this goes, so that the goodbye arrives.
  WebSocket& socket() { return socket_; }
  /// The headers of the 101: the chosen subprotocol, how messages are compressed, cookies.
  const ClientResponse& answer() const { return answer_; }

 private:
  void on_time() override { socket_.stop(CloseCode::going_away, "the program stops"); }

  std::unique_ptr<Stream> stream_;
  ClientResponse answer_;
  WebSocket socket_;
};

/// What a server and a client have agreed on.
struct Handshake {
  ClientResponse answer;
  std::string early;  ///< bytes that came behind it
  std::optional<websocket::DeflateTerms> deflate;
};

/// The opening handshake alone (RFC 6455 §4.1), for those who speak frames themselves. The stream outlives the task.
Task<std::expected<Handshake, NotOpened>> shake_hands(Stream& stream, ClientRequest request,
                                                      Duration at_most = std::chrono::seconds{30});

/// Opens a WebSocket over a connected stream. The options outlive the connection.
Task<std::expected<std::unique_ptr<Connection>, NotOpened>> open_websocket(std::unique_ptr<Stream> stream,
                                                                           ClientRequest request,
                                                                           const WebSocketOptions& options,
                                                                           Duration at_most = std::chrono::seconds{30});

}  // namespace kotori::inline v0::client
