#include "kotori/server/server.hpp"

#include "kotori/async/stop_signals.hpp"
#include "kotori/base/log.hpp"

#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <latch>
#include <optional>
#include <semaphore>
#include <utility>

namespace kotori {

/// What of the server lives on one loop.
struct Server::OnLoop {
  OnLoop(EpollLoop& on, const Routes& routes, const ServeOptions& options) : loop(on), host(routes, options) {}

  Task<> stop(std::latch& stopped) {
    listener.reset();
    co_await host.stop();
    stopped.count_down();
  }

  EpollLoop& loop;
  server::Host host;
  std::optional<TcpListener> listener;
  TaskGroup stopping;
};

Server::Server(Loops& loops, Routes routes, ServeOptions options)
    : loops_(loops), routes_(std::move(routes)), options_(std::move(options)) {}

Server::~Server() = default;

Result<Endpoint> Server::listen() {
  auto sockets = listen_tcp(options_.listen, loops_.size());
  if (!sockets) return std::unexpected(sockets.error());
  auto endpoint = sockets->front().endpoint();
  for (std::size_t i = 0; i < loops_.size(); ++i) {
    auto& part = *parts_.emplace_back(std::make_unique<OnLoop>(loops_[i], routes_, options_));
    part.loop.post([&part, socket = std::move((*sockets)[i])]() mutable {
      part.listener.emplace(part.loop, std::move(socket),
                            [&part](auto stream) { part.host.accept(std::move(stream)); });
    });
  }
  if (options_.on_listening) {
    options_.on_listening(endpoint);
  } else {
    log::info("listening", {{"address", endpoint.text()}, {"loops", loops_.size()}});
  }
  return endpoint;
}

void Server::stop() {
  std::latch stopped{static_cast<std::ptrdiff_t>(parts_.size())};
  for (auto& part : parts_) part->loop.post([&stopped, &part = *part] { part.stopping.spawn(part.stop(stopped)); });
  stopped.wait();
}

int serve(Routes routes, ServeOptions options) {
  Loops loops{options.loops};
  StopSignals signals;
  std::binary_semaphore asked_to_stop{0};
  bool asked = false;
  signals.listen(loops[0], [&](int) {
    if (std::exchange(asked, true)) std::_Exit(130);  // asked twice: somebody is in a hurry
    asked_to_stop.release();
  });

  Server server{loops, std::move(routes), std::move(options)};
  if (auto listening = server.listen(); !listening) {
    fmt::print(stderr, "{}\n", listening.error().message);
    return EXIT_FAILURE;
  }
  loops.start();
  asked_to_stop.acquire();
  server.stop();
  loops.finish();
  return EXIT_SUCCESS;
}

}  // namespace kotori
