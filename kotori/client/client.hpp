#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/result.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/http/status.hpp"
#include "kotori/net/stream.hpp"
#include "kotori/websocket/websocket.hpp"

#include <expected>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace kotori::inline v0::client {

/// What a client asks of a server.
struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string host = "localhost";
  http::Headers headers;
  std::string body;
  Compression compression = Compression::none;  ///< of a WebSocket: whether to offer it
};

/// What it is answered.
struct ClientResponse {
  int status = 0;
  http::Headers headers;
  std::string body;
};

/// Sends one request on a stream and waits for its whole answer, at most `at_most`. On the stream's loop. The error
/// says what was wrong with the answer, or that there was none.
Task<Result<ClientResponse>> ask(Stream& stream, ClientRequest request, Duration at_most = std::chrono::seconds{30});

/// The client's end of a conversation, with the stream that it owns.
class Connection {
 public:
  Connection(std::unique_ptr<Stream> stream, const WebSocketOptions& options, ClientResponse answer,
             std::string_view early, const std::optional<websocket::DeflateTerms>& deflate)
      : stream_(std::move(stream)),
        answer_(std::move(answer)),
        socket_(websocket::Role::client, *stream_, options, early, deflate) {}

  WebSocket& socket() { return socket_; }
  /// The headers of the 101: the chosen subprotocol, how messages are compressed, cookies.
  const ClientResponse& answer() const { return answer_; }

 private:
  std::unique_ptr<Stream> stream_;
  ClientResponse answer_;
  WebSocket socket_;
};

/// Why there is no WebSocket: what the server answered instead of 101 (0 if it did not), and a sentence.
struct NotOpened {
  int status = 0;
  std::string message;
};

/// What a server and a client have agreed on.
struct Handshake {
  ClientResponse answer;
  std::string early;  ///< bytes that came behind it
  std::optional<websocket::DeflateTerms> deflate;
};

/// The opening handshake alone (RFC 6455 §4.1), for those who speak frames themselves. The stream outlives the task.
Task<std::expected<Handshake, NotOpened>> shake_hands(Stream& stream, ClientRequest request);

/// Opens a WebSocket over a connected stream. The options outlive the connection.
Task<std::expected<std::unique_ptr<Connection>, NotOpened>> open_websocket(std::unique_ptr<Stream> stream,
                                                                           ClientRequest request,
                                                                           const WebSocketOptions& options);

}  // namespace kotori::inline v0::client
