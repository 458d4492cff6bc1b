#include "kotori/server/host.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/server/http_conversation.hpp"
#include "kotori/websocket/frame_stream.hpp"

#include <concepts>
#include <exception>
#include <utility>

namespace kotori::server {
namespace {

void log_failure(const std::exception_ptr& failure) {
  try {
    std::rethrow_exception(failure);
  } catch (const std::exception& thrown) {
    log::error("a conversation failed", {{"error", thrown.what()}});
  } catch (...) {
    log::error("a conversation failed", {{"error", "something that is no std::exception"}});
  }
}

template <class Socket> Socket open(Stream& stream, const WebSocketOptions& options, const Upgrade& upgrade) {
  constexpr auto role = websocket::Role::server;
  if constexpr (std::same_as<Socket, FrameStream>) {
    return Socket{role, stream, options, upgrade.early};
  } else {
    return Socket{role, stream, options, upgrade.early, upgrade.deflate};
  }
}

/// What the handler does with it. No coroutine: the request stays in nobody's frame but, perhaps, the handler's.
template <class Socket>
Task<> begin(const routing::WebSocketEndpoint& endpoint, Socket& socket, std::unique_ptr<Upgrade> upgrade) {
  return std::get<routing::SocketHandler<Socket>>(endpoint.handler)(socket, std::move(upgrade->request));
}

}  // namespace

/// A conversation that its host can find when it stops.
class Host::OpenSocket {
 public:
  OpenSocket(Host& host, websocket::Connection& socket) : host_(host), socket_(socket), place_(host.open_.size()) {
    host.open_.push_back(this);
    if (host.stopping_) say_goodbye();
  }
  ~OpenSocket() {
    host_.open_[place_] = host_.open_.back();
    host_.open_[place_]->place_ = place_;
    host_.open_.pop_back();
  }
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;

  void say_goodbye() { socket_.close(CloseCode::service_restart, "the server stops: come back soon"); }
  void abandon() { socket_.abandon(); }

 private:
  Host& host_;
  websocket::Connection& socket_;
  std::size_t place_;
};

class Host::StopTimer final : Timer {
 public:
  explicit StopTimer(Host& host) : host_(host) { Loop::current()->arm(*this, host.options_.stop_time); }

 private:
  void on_time() override { host_.cut_off(); }
  Host& host_;
};

Host::Host(const Routes& routes, const ServeOptions& options)
    : routes_(routes), options_(options), connections_(log_failure) {}

Host::~Host() = default;

void Host::accept(std::unique_ptr<Stream> stream) { connections_.spawn(converse(std::move(stream))); }

void Host::accept(std::unique_ptr<TlsStream> stream) { connections_.spawn(welcome(std::move(stream))); }

/// A task of its own, so that an open connection keeps nothing of it.
Task<> Host::welcome(std::unique_ptr<TlsStream> stream) {
  auto open = co_await shake_hands(*stream, options_.handshake_time);
  if (open) {
    accept(std::unique_ptr<Stream>{std::move(stream)});
  } else {
    log::debug("a handshake failed", {{"peer", stream->peer().text()}, {"error", open.error().message}});
  }
}

Task<> Host::converse(std::unique_ptr<Stream> stream) {
  auto upgrade = co_await converse_in_http(*stream, routes_, options_, dates_);
  if (!upgrade) co_return;
  // A task of its own, so that an open connection keeps nothing of this one.
  const bool raw = std::holds_alternative<routing::SocketHandler<FrameStream>>(upgrade->endpoint->handler);
  connections_.spawn(raw ? talk<FrameStream>(std::move(stream), std::move(upgrade))
                         : talk<WebSocket>(std::move(stream), std::move(upgrade)));
}

template <class Socket> Task<> Host::talk(std::unique_ptr<Stream> stream, std::unique_ptr<Upgrade> upgrade) {
  const auto endpoint = std::move(upgrade->endpoint);  // the handler's captures live in it
  auto socket = open<Socket>(*stream, options_.websocket, *upgrade);
  socket.set_attributes(std::move(upgrade->request.attributes));
  const OpenSocket open{*this, socket};
  try {
    // Named first: what a call is given lives to the end of its expression, and awaiting makes that the end of
    // everything.
    auto conversation = begin(*endpoint, socket, std::move(upgrade));
    co_await conversation;
  } catch (...) {
    log_failure(std::current_exception());
    socket.close(CloseCode::internal_error, "something went wrong here");
  }
  co_await socket.finish();
}

Task<> Host::stop() {
  stopping_ = true;
  for (auto* open : open_) open->say_goodbye();
  Loop::current()->stop_waiting();
  const StopTimer timer{*this};
  co_await connections_.join();
}

void Host::cut_off() {
  log::warning("cut off conversations that did not end in time", {{"count", open_.size()}});
  for (auto* open : open_) open->abandon();
}

}  // namespace kotori::server
