#include "kotori/server/host.hpp"

#include "kotori/async/loop.hpp"
#include "kotori/base/log.hpp"
#include "kotori/net/tls_stream.hpp"
#include "kotori/websocket/frame_stream.hpp"

#include <concepts>
#include <cstdint>
#include <exception>
#include <utility>

namespace kotori::inline v0::server {
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

}  // namespace

/// A WebSocket and its handler's task. It is no coroutine itself, so that an idle connection keeps a handler's frame
/// and nothing around it. Its host owns it, and finds it when it stops.
class Host::OpenSocket : TaskOwner {
 public:
  OpenSocket(const OpenSocket&) = delete;
  OpenSocket& operator=(const OpenSocket&) = delete;
  virtual ~OpenSocket() { host_.connections_.leave(); }

  virtual websocket::Connection& socket() = 0;
  void say_goodbye() { socket().stop(CloseCode::service_restart, "the server stops: come back soon"); }

  static void add(Host& host, std::unique_ptr<OpenSocket> open) {
    open->place_ = static_cast<std::uint32_t>(host.open_.size());
    host.open_.push_back(std::move(open));
    if (host.stopping_) host.open_.back()->say_goodbye();
  }

 protected:
  using TaskOwner::start;
  OpenSocket(Host& host, Visit visit)
      : host_(host), stream_(std::move(visit.stream)), admitted_(std::move(visit.place)) {
    host_.connections_.enter();
  }
  Stream& stream() { return *stream_; }
  /// The handler throws before it is a task.
  void cannot_begin(std::exception_ptr failure) {
    failed(std::move(failure));
    handled_ = true;
    start(socket().finish());
  }

 private:
  void failed(std::exception_ptr failure) noexcept override {
    log_failure(failure);
    socket().close(CloseCode::internal_error, "something went wrong here");
  }
  std::coroutine_handle<> ended(std::coroutine_handle<> frame) noexcept override {
    frame.destroy();
    if (std::exchange(handled_, true)) {
      remove();
    } else {
      start(socket().finish());
    }
    return std::noop_coroutine();
  }
  void remove() {
    auto& open = host_.open_;
    auto& mine = open[place_];
    mine.swap(open.back());
    mine->place_ = place_;
    open.pop_back();
  }

  Host& host_;
  std::unique_ptr<Stream> stream_;
  Place admitted_;
  std::uint32_t place_ = 0;  // among the host's
  bool handled_ = false;     // what runs now, if anything, is the goodbye
};

template <class Socket> class Host::Talk final : public OpenSocket {
 public:
  Talk(Host& host, Visit visit, const WebSocketOptions& options, Upgrade& upgrade)
      : OpenSocket(host, std::move(visit)), socket_(open(options, upgrade)) {
    socket_.set_attributes(std::move(upgrade.request.attributes));
  }

  /// What the handler does not keep of the request is gone when it first waits.
  static void begin(Host& host, Visit visit, std::unique_ptr<Upgrade> upgrade) {
    auto made = std::make_unique<Talk>(host, std::move(visit), host.premises_.options.websocket, *upgrade);
    auto& talk = *made;
    add(host, std::move(made));
    try {
      // What it has captured lives in the router, which outlives the host.
      const auto& handler = std::get<routing::SocketHandler<Socket>>(upgrade->endpoint->handler);
      talk.start(handler(talk.socket_, std::move(upgrade->request)));
    } catch (...) {
      talk.cannot_begin(std::current_exception());
    }
  }

 private:
  Socket open(const WebSocketOptions& options, const Upgrade& upgrade) {
    constexpr auto role = websocket::Role::server;
    if constexpr (std::same_as<Socket, FrameStream>) {
      return Socket{role, stream(), options, upgrade.early};
    } else {
      return Socket{role, stream(), options, upgrade.early, upgrade.deflate};
    }
  }
  websocket::Connection& socket() override { return socket_; }

  Socket socket_;
};

Host::Host(Premises& premises) : premises_(premises), connections_(log_failure) {}

Host::~Host() = default;

void Host::accept(std::unique_ptr<Stream> stream, std::shared_ptr<const TlsContext> tls) {
  auto client = stream->peer();
  auto admitted = premises_.admission.admit(client);
  if (!admitted) {
    if (!tls) turn_away(*stream);
    return;
  }
  Visit visit{.stream = std::move(stream),
              .place = std::move(admitted->place),
              .handshake = std::move(admitted->handshake),
              .client = std::move(client),
              .over_tls = tls != nullptr};
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
  if (std::holds_alternative<routing::SocketHandler<FrameStream>>(upgrade->endpoint->handler)) {
    Talk<FrameStream>::begin(*this, std::move(visit), std::move(upgrade));
  } else {
    Talk<WebSocket>::begin(*this, std::move(visit), std::move(upgrade));
  }
}

Task<> Host::stop() {
  stopping_ = true;
  for (const auto& open : open_) open->say_goodbye();
  Loop::current()->stop_waiting();
  if (co_await connections_.join_within(premises_.options.stop_time)) co_return;
  cut_off();
  if (co_await connections_.join_within(to_notice)) co_return;
  log::error("conversations do not end, for their handlers wait for something else than their client or the time",
             {{"websockets", open_.size()}, {"requests", connections_.size() - open_.size()}});
}

void Host::cut_off() {
  log::warning("cut off conversations that did not end in time", {{"count", connections_.size()}});
  for (const auto& open : open_) open->socket().abandon();
}

}  // namespace kotori::inline v0::server
