#include "kotori/server/host.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/net/tls_stream.hpp"
#include "kotori/websocket/frame_stream.hpp"

#include <concepts>
#include <exception>
#include <utility>

namespace kotori::server {
namespace {

/// For those who have been cut off to see it and end.
constexpr auto to_notice = std::chrono::seconds{1};

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

/// What the handler does with it. No coroutine, and never inlined into one: the request stays in nobody's frame but,
/// perhaps, the handler's. That is 176 bytes of each connection.
template <class Socket>
[[gnu::noinline]] Task<> begin(const routing::WebSocketEndpoint& endpoint, Socket& socket,
                               std::unique_ptr<Upgrade> upgrade) {
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

Host::Host(Premises& premises) : premises_(premises), connections_(log_failure) {}

Host::~Host() = default;

void Host::accept(std::unique_ptr<Stream> stream, std::shared_ptr<const TlsContext> tls) {
  auto place = premises_.admission.admit(stream->peer());
  if (!place) {
    if (!tls) turn_away(*stream);
    return;
  }
  Visit visit{.stream = std::move(stream), .place = std::move(*place), .over_tls = tls != nullptr};
  connections_.spawn(tls ? welcome(std::move(visit), std::move(tls)) : converse(std::move(visit)));
}

/// With a word, as far as that costs no wait.
void Host::turn_away(Stream& stream) {
  auto response =
      Response::text("There are too many connections here. Come back in a while.\n", Status::service_unavailable);
  response.headers.add("Retry-After", "10");
  stream.write(as_text(std::move(response), {}, dates_));
  stream.finish_writing();
  stream.read(Loop::current()->scratch());  // what is unread when it is closed would destroy what was sent
}

/// A task of its own, so that an open connection keeps nothing of it.
Task<> Host::welcome(Visit visit, std::shared_ptr<const TlsContext> tls) {
  auto stream = std::make_unique<TlsStream>(std::move(visit.stream), std::move(tls));
  auto open = co_await shake_hands(*stream, premises_.options.handshake_time);
  if (!open) {
    log::debug("a handshake failed", {{"peer", stream->peer().text()}, {"error", open.error().message}});
    co_return;
  }
  visit.stream = std::move(stream);
  connections_.spawn(converse(std::move(visit)));
}

Task<> Host::converse(Visit visit) {
  auto upgrade = co_await converse_in_http(visit, premises_, dates_);
  if (!upgrade) co_return;
  // A task of its own, so that an open connection keeps nothing of this one.
  const bool raw = std::holds_alternative<routing::SocketHandler<FrameStream>>(upgrade->endpoint->handler);
  connections_.spawn(raw ? talk<FrameStream>(std::move(visit), std::move(upgrade))
                         : talk<WebSocket>(std::move(visit), std::move(upgrade)));
}

template <class Socket> Task<> Host::talk(Visit visit, std::unique_ptr<Upgrade> upgrade) {
  const auto endpoint = std::move(upgrade->endpoint);  // the handler's captures live in it
  auto socket = open<Socket>(*visit.stream, premises_.options.websocket, *upgrade);
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
  if (co_await connections_.join_within(premises_.options.stop_time)) co_return;
  cut_off();
  if (co_await connections_.join_within(to_notice)) co_return;
  log::error("conversations do not end, for their handlers wait for something else than their client or the time",
             {{"websockets", open_.size()}, {"requests", connections_.size() - open_.size()}});
}

void Host::cut_off() {
  log::warning("cut off conversations that did not end in time", {{"count", connections_.size()}});
  for (auto* open : open_) open->abandon();
}

}  // namespace kotori::server
