#include "kotori/server/server.hpp"

#include "kotori/async/signals.hpp"
#include "kotori/base/log.hpp"
#include "kotori/base/memory.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <latch>
#include <optional>
#include <semaphore>
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
  auto premises = server::Premises::open(routes_, options_, loops_.size());
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
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    auto& part = *parts_.emplace_back(std::make_unique<OnLoop>(loops_[i], *premises_));
    part.tls = std::move(contexts[i]);
    part.loop.post([&part, socket = std::move((*sockets)[i])]() mutable { part.listen(std::move(socket)); });
  }
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

std::size_t Server::stop() {
  if (certificates_) certificates_->end();
  std::latch stopped{static_cast<std::ptrdiff_t>(parts_.size())};
  std::atomic<std::size_t> left = 0;
  for (auto& part : parts_) part->loop.post([&, &part = *part] { part.stopping.spawn(part.stop(stopped, left)); });
  stopped.wait();
  return left;
}

int serve(Routes routes, ServeOptions options) {
  Loops loops{options.loops, options.spin};
  // Without certificates SIGHUP means what it always meant: the terminal has gone.
  Signals signals{SIGINT, SIGTERM, options.tls.wanted() ? SIGHUP : SIGTERM};
  std::binary_semaphore asked_to_stop{0};
  Server server{loops, std::move(routes), std::move(options)};
  bool asked = false;
  signals.listen(loops[0], [&](int signal) {
    if (signal == SIGHUP) return server.reload();
    if (std::exchange(asked, true)) std::_Exit(130);  // asked twice: somebody is in a hurry
    asked_to_stop.release();
  });

  if (auto listening = server.listen(); !listening) {
    fmt::print(stderr, "{}\n", listening.error().message);
    return EXIT_FAILURE;
  }
  loops.start();
  while (!asked_to_stop.try_acquire_for(give_back_every)) give_back_memory();
  if (server.stop() > 0) std::_Exit(EXIT_FAILURE);  // what is left would use what ends here
  loops.finish();
  return EXIT_SUCCESS;
}

}  // namespace kotori::inline v0
