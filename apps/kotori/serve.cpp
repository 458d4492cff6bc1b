#include "apps/kotori/serve.hpp"

#include "adapters/hall_websocket/websocket_hall.hpp"
#include "apps/kotori/backend.hpp"
#include "apps/kotori/embedded_web.hpp"
#include "apps/kotori/node_metrics.hpp"
#include "apps/kotori/routes.hpp"
#include "chat/service/service.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/signals.hpp"
#include "kotori/async/worker.hpp"
#include "kotori/base/memory.hpp"
#include "kotori/base/version.hpp"
#include "kotori/features/forwarded_headers.hpp"
#include "kotori/features/metrics.hpp"
#include "kotori/server/server.hpp"

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace app {
namespace {

std::vector<kotori::Loop*> all_of(kotori::Loops& loops) {
  std::vector<kotori::Loop*> all;
  all.reserve(loops.size());
  for (std::size_t i = 0; i < loops.size(); ++i) all.push_back(&loops[i]);
  return all;
}

/// Runs the loops; whatever ends this scope ends them first.
class Running {
 public:
  explicit Running(kotori::Loops& loops) : loops_(loops) { loops_.start(); }
  ~Running() { loops_.finish(); }
  Running(const Running&) = delete;
  Running& operator=(const Running&) = delete;

 private:
  kotori::Loops& loops_;
};

void say_where(const kotori::Endpoint& endpoint, const Settings& settings, const Backend& backend) {
  auto shown = endpoint;
  if (shown.address == "0.0.0.0") shown.address = "127.0.0.1";
  if (shown.address == "::") shown.address = "::1";
  fmt::print("Kotori {} is listening. Open {}://{}/ in a browser; Ctrl-C stops it. Everything is kept in {}.\n",
             kotori::library_version, settings.serving.tls.wanted() ? "https" : "http", shown.text(), backend.place());
  std::fflush(stdout);
}

/// A listener of its own, so that the metrics are nowhere for those who come to chat.
kotori::ServeOptions metrics_options(const Settings& settings) {
  return {.listen = settings.metrics.value_or(kotori::Endpoint{}),
          .connections = {.all = 32},
          .on_listening = [](const kotori::Endpoint& endpoint) {
            fmt::print("Metrics are at http://{}/metrics\n", endpoint.text());
            std::fflush(stdout);
          }};
}

}  // namespace

int serve(const Settings& settings) {
  kotori::Loops loops{settings.serving.loops, settings.serving.spin};
  // Without certificates SIGHUP means what it always meant: the terminal has gone.
  kotori::Signals signals{SIGINT, SIGTERM, settings.serving.tls.wanted() ? SIGHUP : SIGTERM};
  std::counting_semaphore<> asked_to_stop{0};
  bool asked = false;
  std::atomic<kotori::Server*> reloads = nullptr;
  signals.listen(loops[0], [&](int signal) {
    if (signal == SIGHUP) {
      if (auto* server = reloads.load()) server->reload();
      return;
    }
    if (std::exchange(asked, true)) std::_Exit(130);  // asked twice: somebody is in a hurry
    asked_to_stop.release();
  });

  kotori::WorkerThreads files;
  const auto backend = open_backend(settings);
  auto& log = backend->log();
  const auto all_loops = all_of(loops);
  std::atomic<bool> superseded = false;
  auto give_way = [&] {
    superseded = true;
    asked_to_stop.release();
  };
  chat::Service service{all_loops, log, backend->bus(), adapters::make_websocket_hall, backend->cluster(give_way)};

  std::atomic<bool> draining = false;
  auto why_not_ready = [&]() -> std::string {
    if (draining) return "this node is about to stop";
    return log.reachable() ? "" : "what is said cannot be kept now: the database is out of reach";
  };

  kotori::Metrics metrics;
  metrics.also(node_metrics(log, service, backend->counted_bus()));
  kotori::Routes doors;
  if (settings.metrics) doors.install(metrics);
  doors.install(kotori::ForwardedHeaders{.trusted = settings.trusted_proxies});
  auto routes = chat_routes(service, why_not_ready, {.store = backend->sessions(), .key = backend->session_key()},
                            std::move(doors));
  if (settings.web.empty()) {
    routes.files("/", embedded_web());
  } else {
    routes.files("/", settings.web, files);
  }

  kotori::Server server{
      loops,
      std::move(routes),
      {.listen = settings.serving.listen,
       .tls = settings.serving.tls,
       .connections = settings.connections,
       .websocket = {.messages = {.a_second = settings.messages_a_second, .at_once = 10 * settings.messages_a_second}},
       .allowed_origins = settings.allowed_origins,
       .on_listening = [&](const kotori::Endpoint& endpoint) { say_where(endpoint, settings, *backend); },
       .on_stopping =
           [&] {
             draining = true;
             std::this_thread::sleep_for(superseded ? kotori::Duration{} : settings.drain);
           }}};
  kotori::Routes pages;
  pages.get("/metrics", metrics.page(server));
  kotori::Server metrics_server{loops, std::move(pages), metrics_options(settings)};
  const Running running{loops};
  kotori::block_on(loops[0], service.start());
  auto listening = server.listen();
  if (listening && settings.metrics) {
    if (auto told = metrics_server.listen(); !told) {
      server.stop();
      listening = std::move(told);
    }
  }
  if (listening) {
    reloads = &server;
    while (!asked_to_stop.try_acquire_for(kotori::give_back_every)) kotori::give_back_memory();
    // What was acknowledged is on disk; what is left would use what ends here.
    if (server.stop() + (settings.metrics ? metrics_server.stop() : 0) > 0) std::_Exit(EXIT_FAILURE);
  }
  kotori::block_on(loops[0], service.stop());
  if (!listening) throw std::runtime_error(listening.error().message);
  if (superseded)
    throw std::runtime_error("another process serves this database under the same name: each needs its own --node");
  return EXIT_SUCCESS;
}

}  // namespace app
