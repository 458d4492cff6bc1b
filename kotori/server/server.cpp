#include "kotori/server/server.hpp"

#include "kotori/base/log.hpp"

#include <atomic>
#include <latch>
#include <optional>
#include <utility>

namespace kotori::inline v0 {

/// What of the server lives on one loop.
struct Server::OnLoop {
  OnLoop(EpollLoop& on, server::Premises& premises) : loop(on), host(premises) {}

  Task<> stop(std::latch& stopped, std::atomic<std::size_t>& left) {
    listener.reset();
    co_await host.stop();
    left += host.connections();
    stopped.count_down();
  }

  void listen(ListeningSocket socket) {
    counters = &loop.local<websocket::Counters>();
    listener.emplace(loop, std::move(socket),
                     [this](std::unique_ptr<Stream> stream) { host.accept(std::move(stream), tls); });
  }

  EpollLoop& loop;
  server::Host host;
  std::atomic<const websocket::Counters*> counters = nullptr;  // the loop's; null before its first turn
  std::shared_ptr<const TlsContext> tls;                       // null: plain
  std::optional<TcpListener> listener;
  TaskGroup stopping;
};

Server::Server(Loops& loops, Routes routes, ServeOptions options)
    : loops_(loops), routes_(std::move(routes)), options_(std::move(options)) {}

Server::~Server() = default;

Result<Endpoint> Server::listen() {
  auto premises = server::Premises::open(routes_, options_, loops_.size(), this);
  if (!premises) return std::unexpected(premises.error());
  premises_ = std::move(*premises);
  std::vector<std::shared_ptr<const TlsContext>> contexts(loops_.size());
  if (options_.tls.wanted()) {
    certificates_.emplace(options_.tls);
    auto made = certificates_->contexts(contexts.size());
    if (!made) return std::unexpected(made.error());
    contexts = std::move(*made);
  }
  auto sockets = listen_tcp(options_.listen, loops_.size(), options_.share_port ? PortUse::shared : PortUse::exclusive);
  if (!sockets) return std::unexpected(sockets.error());
  auto endpoint = sockets->front().endpoint();
  for (std::size_t i = 0; i < loops_.size(); ++i)
    parts_.emplace_back(std::make_unique<OnLoop>(loops_[i], *premises_))->tls = std::move(contexts[i]);
  for (std::size_t i = 0; i < loops_.size(); ++i)
    parts_[i]->loop.post(
        [&part = *parts_[i], socket = std::move((*sockets)[i])]() mutable { part.listen(std::move(socket)); });
  if (certificates_)
    certificates_->watch(
        [this](std::vector<std::shared_ptr<const TlsContext>> renewed) {
          for (std::size_t i = 0; i < parts_.size(); ++i)
            parts_[i]->loop.post(
                [&part = *parts_[i], tls = std::move(renewed[i])]() mutable { part.tls = std::move(tls); });
        },
        parts_.size());
  if (options_.on_listening) {
    options_.on_listening(endpoint);
  } else {
    log::info("listening", {{"address", endpoint.text()}, {"loops", loops_.size()}});
  }
  return endpoint;
}

void Server::reload() {
  if (certificates_) certificates_->reload();
}

WebSocketCounts Server::websocket_counts() const {
  WebSocketCounts sum;
  for (const auto& part : parts_)
    if (const auto* counters = part->counters.load()) sum += counters->read();
  return sum;
}

std::vector<Duration> Server::busy_times() const {
  std::vector<Duration> times;
  times.reserve(parts_.size());
  for (const auto& part : parts_) times.push_back(part->loop.busy_time());
  return times;
}

std::size_t Server::stop() {
  if (premises_) premises_->begin_to_stop();
  if (certificates_) certificates_->end();
  std::latch stopped{static_cast<std::ptrdiff_t>(parts_.size())};
  std::atomic<std::size_t> left = 0;
  for (auto& part : parts_) part->loop.post([&, &part = *part] { part.stopping.spawn(part.stop(stopped, left)); });
  stopped.wait();
  return left;
}

}  // namespace kotori::inline v0
