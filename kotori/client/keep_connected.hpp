#pragma once
#include "kotori/async/task.hpp"
#include "kotori/client/back_off.hpp"
#include "kotori/client/client.hpp"
#include "kotori/client/request.hpp"
#include "kotori/websocket/close_code.hpp"

#include <cstdint>
#include <functional>
#include <string>

namespace kotori::inline v0::client {

/// See keep_connected().
struct KeepConnected {
  WebSocketRequest request = {};
  BackOff back_off = {};
};

/// Why keep_connected() has come to its end.
struct KeptUntil {
  enum class Why : std::uint8_t {
    done,    ///< the handler has closed the conversation, or returned before it had ended
    misfit,  ///< we have closed with CloseCode::invalid_payload: a message was none for receive<T>(); see `message`
    /// The URL is none, or the handshake was answered with a `status` of 2xx, 3xx, 4xx but 408 and 429, or with a 101
    /// that is wrong: its key is another one, or it names what was not offered.
    refused,
    closed,    ///< the server has closed with a `code` that means "do not come back": 4500 to 4999
    stopping,  ///< the loop stops
  };
  Why why = Why::done;
  int status = 0;
  CloseCode code = CloseCode::normal;
  std::string message = {};
};

/// Keeps a conversation open: opens a WebSocket, calls the handler for it, and when it has ended waits a while and
/// opens the next, with a new call of the handler, which can resume by what it knows. Who cannot be reached, or answers
/// 408, 429 or 5xx, is tried again, not before its Retry-After; all else ends for good, as KeptUntil says.
/// What the handler throws is thrown here, when the server has heard 1011.
///
/// `co_await keep_connected(client, "wss://chat.example/chat", [&](WebSocket& socket) -> Task<> { ... });`
Task<KeptUntil> keep_connected(Client& client, std::string url, std::function<Task<>(WebSocket&)> handler,
                               KeepConnected options = {});

}  // namespace kotori::inline v0::client

namespace kotori::inline v0 {
using client::keep_connected;
}
