#pragma once
#include "kotori/base/result.hpp"
#include "kotori/http/headers.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/read.hpp"
#include "kotori/websocket/compression.hpp"

#include <string>
#include <vector>

namespace kotori::inline v0::client {

/// What a client asks of a server.
struct ClientRequest {
  std::string method = "GET";
  std::string target = "/";
  std::string host = "localhost";
  http::Headers headers = {};
  std::string body = {};
  Compression compression = Compression::none;  ///< of a WebSocket: whether to offer it
};

/// What it is answered.
struct ClientResponse {
  int status = 0;
  http::Headers headers;
  std::string body;

  /// Whether it is one of success: 200 to 299.
  bool ok() const { return status >= 200 && status < 300; }
  /// The body as a T; the error says where it does not fit.
  template <class T> Result<T> json() const { return json::read<T>(body); }
};

/// What goes with the opening of a WebSocket.
struct WebSocketRequest {
  std::vector<std::string> subprotocols = {};  ///< the first choice first
  http::Headers headers = {};
  Compression compression = Compression::none;
};

/// Why there is no WebSocket: what the server answered instead of 101 (0 if it did not), and a sentence.
struct NotOpened {
  int status = 0;
  std::string message;
  http::Headers headers;  ///< of that answer
};

}  // namespace kotori::inline v0::client
