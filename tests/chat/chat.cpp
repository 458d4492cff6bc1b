#include "tests/chat/chat.hpp"

#include "adapters/hall_websocket/websocket_hall.hpp"
#include "apps/kotori/routes.hpp"

#include <memory>
#include <string>
#include <vector>

namespace {

/// All but the last, which is the clients'.
std::vector<kotori::Loop*> serving(kotori::Simulation& simulation) {
  std::vector<kotori::Loop*> loops;
  for (std::size_t i = 0; i + 1 < simulation.loop_count(); ++i) loops.push_back(&simulation.loop(i));
  return loops;
}

kotori::Routes routes_of(chat::Service& service, kotori::sessions::Store& sessions, const std::filesystem::path& data) {
  return app::chat_routes(service, [] { return std::string{}; },
                          {.store = sessions, .key = kotori::sessions::Key::load_or_create(data / "session.key")});
}

}  // namespace

Chat::Chat(const std::filesystem::path& data, ChatOptions options)
    : simulation_(options.seed, options.loops + 1),
      log_(data, simulation_.worker(), simulation_.worker()),
      sessions_(data / "sessions.db", simulation_.worker()),
      service_(serving(simulation_), log_, bus_, adapters::make_websocket_hall),
      server_(simulation_, routes_of(service_, sessions_, data)) {
  simulation_.run(service_.start());
}

Chat::~Chat() {
  server_.stop();
  simulation_.run(service_.stop());
}
