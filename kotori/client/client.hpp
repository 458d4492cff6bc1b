#pragma once
#include "kotori/async/task.hpp"
#include "kotori/base/clock.hpp"
#include "kotori/base/result.hpp"
#include "kotori/client/answer_reader.hpp"
#include "kotori/client/event_source.hpp"
#include "kotori/client/idle_connections.hpp"
#include "kotori/client/network.hpp"
#include "kotori/client/over_stream.hpp"
#include "kotori/client/request.hpp"
#include "kotori/client/url.hpp"
#include "kotori/json/described.hpp"
#include "kotori/json/write.hpp"
#include "kotori/net/tls_context.hpp"
#include "kotori/websocket/options.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace kotori::inline v0::client {

/// How a host is reached; the Url says which, and whether in secret.
using Dial = std::function<Task<Result<std::unique_ptr<Stream>>>(Url)>;

/// Of one Client. The defaults are safe as they are; docs/limits.md lists every limit.
struct ClientOptions {
  ClientTls tls = {};                                  ///< whom https and wss believe; by default, whom the system does
  Duration connect_time = std::chrono::seconds{10};    ///< to find the host, to reach it, to shake hands
  Duration request_time = std::chrono::seconds{30};    ///< from asking to the last byte of the answer, redirects too
  Duration idle_time = std::chrono::seconds{30};       ///< that a connection is kept for the next request
  std::size_t idle_connections = 4;                    ///< kept for each host and loop; 0: each request has its own
  unsigned redirects = 5;                              ///< that are followed; 0: they are answers like others
  AnswerLimits answer = {.body = 16UL * 1024 * 1024};  ///< beyond it an answer is an error
  WebSocketOptions websocket = {};                     ///< of its WebSockets: limits, and the ping that it sends itself
  LookUp look_up = {};                                 ///< null: the system is asked
  /// Null: over the network. Else whatever is asked is asked there: of a server in memory, through a proxy.
  Dial dial = {};
};

/// Asks servers by URL: http and https, ws and wss. Certificates are verified, for the host's name; names are looked up
/// on a thread of its own.
///
/// Any loop may use it, and each keeps its own connections. It outlives its requests and its WebSockets; its destructor
/// waits for names that are being looked up. When the loop stops, what is being asked ends with an error.
class Client {
 public:
  explicit Client(ClientOptions options = {});
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  /// The whole answer, whatever its status; the error says why there is none.
  Task<Result<ClientResponse>> get(std::string url, http::Headers headers = {});
  /// `value` goes as JSON.
  template <json::Described T> Task<Result<ClientResponse>> post(std::string url, const T& value) {
    return post_json(std::move(url), json::write(value));
  }
  /// Any other request; its target and host are the URL's. A redirect is followed as browsers do: after 303, and after
  /// 301 and 302 to a POST, with GET and without the body. From https to http none is, and another host is not told
  /// Authorization and Cookie. A request that may be repeated (RFC 9110 §9.2.2) is, when the server has ended a
  /// connection that was kept.
  Task<Result<ClientResponse>> ask(std::string url, ClientRequest request);

  /// Opens a WebSocket: ws or wss. Redirects are not followed.
  Task<std::expected<std::unique_ptr<Connection>, NotOpened>> connect(std::string url, WebSocketRequest request = {});

  /// As ask(), on a connection of its own, and only up to the head of the answer: for who takes the rest piece by
  /// piece.
  Task<Result<StreamedAnswer>> begin(std::string url, ClientRequest request, AnswerLimits limits);

  /// `auto events = client.events("https://chat.example/feed"); while (auto event = co_await events.next()) ...`
  EventSource events(std::string url, EventSourceOptions options = {}) {
    return {*this, std::move(url), std::move(options)};
  }

 private:
  Task<Result<std::unique_ptr<Stream>>> dial(const Url& to, Instant until);
  Task<Result<ClientResponse>> post_json(std::string url, std::string json);
  Task<Result<StreamedAnswer>> begin_once(const Url& to, const ClientRequest& request, AnswerLimits limits,
                                          Instant until);
  Task<Result<ClientResponse>> ask_once(const Url& to, const ClientRequest& request, Instant until);
  Task<Result<std::optional<ClientResponse>>> ask_over(std::unique_ptr<Stream> stream, const Url& to,
                                                       const ClientRequest& request, Instant until);
  Result<bool> follow(Url& to, unsigned followed, const ClientResponse& answer, ClientRequest& request) const;
  Destination destination(const Url& to) const { return {id_, to.scheme + "://" + to.authority()}; }

  ClientOptions options_;
  std::uint64_t id_;  // among the clients of this program
  std::optional<Network> network_;
};

}  // namespace kotori::inline v0::client

namespace kotori::inline v0 {
using client::Client;
using client::ClientOptions;
}  // namespace kotori::inline v0
