#pragma once
#include "kotori/async/task.hpp"
#include "kotori/http/body_reader.hpp"
#include "kotori/http/request.hpp"
#include "kotori/http/response.hpp"

#include <concepts>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <type_traits>
#include <utility>
#include <variant>

namespace kotori::inline v0 {
class FrameStream;
class WebSocket;
}  // namespace kotori::inline v0

/// What routes keep. All of it is const when called: every loop calls the same handler, at once. The request lives
/// until the answer is there, the socket until the conversation has ended.
namespace kotori::inline v0::routing {

using HttpHandler = std::move_only_function<Task<Response>(Request&) const>;  ///< the body is in the request
using StreamedHandler = std::move_only_function<Task<Response>(Request&, BodyReader&) const>;
template <class Socket> using SocketHandler = std::function<Task<>(Socket&, Request)>;
/// Which of them it is decides how the connection is spoken on: in messages, or frame by frame.
using WebSocketHandler = std::variant<SocketHandler<WebSocket>, SocketHandler<FrameStream>>;

/// What answers a method on a path.
struct HttpEndpoint {
  std::variant<HttpHandler, StreamedHandler> handler;
  std::optional<std::size_t> body;  ///< the largest, if not ServeOptions::http.body
};

inline Task<Response> answered(Response response) { co_return response; }

/// From `Response (const Request&)` or `Task<Response> (const Request&)`, Request& will do as well; or from
/// `Task<Response> (const Request&, BodyReader&)`, for those who read the body themselves.
template <class F> std::variant<HttpHandler, StreamedHandler> http_handler(F handler) {
  if constexpr (std::invocable<const F&, Request&, BodyReader&>) {
    static_assert(std::same_as<std::invoke_result_t<const F&, Request&, BodyReader&>, Task<Response>>,
                  "a handler that reads the body returns Task<Response>");
    return StreamedHandler{std::move(handler)};
  } else {
    static_assert(std::invocable<const F&, Request&>,
                  "a handler takes const Request&, or const Request& and BodyReader&, and is not mutable");
    using Answer = std::invoke_result_t<const F&, Request&>;
    if constexpr (std::same_as<Answer, Task<Response>>) {
      return HttpHandler{std::move(handler)};
    } else {
      static_assert(std::convertible_to<Answer, Response>, "a handler returns Response or Task<Response>");
      return HttpHandler{[handler = std::move(handler)](Request& request) { return answered(handler(request)); }};
    }
  }
}

/// From `Task<> (Socket&)`, or `Task<> (Socket&, Request)` for those who keep the request; else it is dropped before
/// the conversation begins. The socket is a WebSocket or a FrameStream.
template <class Socket, class F> SocketHandler<Socket> socket_handler(F handler) {
  // Shared, because std::function copies; std::move_only_function would want to know what a WebSocket is.
  auto kept = std::make_shared<const F>(std::move(handler));
  if constexpr (std::invocable<const F&, Socket&, Request>) {
    return [kept](Socket& socket, Request request) { return (*kept)(socket, std::move(request)); };
  } else {
    static_assert(std::invocable<const F&, Socket&>,
                  "a handler takes WebSocket& (a raw one FrameStream&), perhaps and Request, and is not mutable");
    return [kept](Socket& socket, Request) { return (*kept)(socket); };
  }
}

}  // namespace kotori::inline v0::routing
