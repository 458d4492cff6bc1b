#include "apps/kotori/backend.hpp"

#include "adapters/bus_local/local_bus.hpp"
#include "adapters/bus_nats/nats_bus.hpp"
#include "adapters/bus_postgres/postgres_bus.hpp"
#include "adapters/log_postgres/postgres_log.hpp"
#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/sessions_postgres/postgres_sessions.hpp"
#include "adapters/sessions_sqlite/sqlite_sessions.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/worker.hpp"
#include "kotori/sessions/encoding.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <stdexcept>
#include <string_view>
#include <unistd.h>
#include <utility>
#include <vector>

namespace app {
namespace {

/// When a server comes back everybody does: they may all wait.
constexpr std::size_t most_waiting = 16'384;

class OneMachine final : public Backend {
 public:
  explicit OneMachine(const std::string& data)
      : data_(data),
        log_(data, writer_, readers_),
        sessions_(data + "/sessions.db", sessions_writer_, {.most_waiting = most_waiting}),
        key_(kotori::sessions::Key::load_or_create(data + "/session.key")) {}

  chat::Log& log() override { return log_; }
  chat::Bus& bus() override { return bus_; }
  std::optional<chat::Cluster> cluster(std::function<void()>) override { return {}; }
  kotori::sessions::Store& sessions() override { return sessions_; }
  kotori::sessions::Key session_key() const override { return key_; }
  std::string place() const override { return data_; }

 private:
  const std::string data_;
  kotori::WorkerThreads writer_, readers_{2}, sessions_writer_;
  adapters::SqliteLog log_;
  adapters::LocalBus bus_;
  adapters::SqliteSessions sessions_;
  const kotori::sessions::Key key_;
};

std::array<unsigned char, 32> bytes_of(std::string_view text) {
  std::array<unsigned char, 32> bytes{};
  if (text.size() != bytes.size()) throw std::runtime_error("the key in the database is not one");
  std::ranges::copy(text, bytes.begin());
  return bytes;
}

/// What the nodes tell one another is sealed with; whoever knows the one key does not know the other.
adapters::BusKey bus_key(std::string_view key) {
  return {bytes_of(kotori::sessions::digest(std::string{"kotori bus "}.append(key)))};
}

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> all;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    if (comma > 0) all.emplace_back(text.substr(0, comma));
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return all;
}

std::unique_ptr<chat::Bus> open_bus(const Shared& shared, const std::string& key) {
  if (shared.bus == "none") return std::make_unique<adapters::LocalBus>();
  if (shared.bus == "postgres")
    return std::make_unique<adapters::PostgresBus>(
        bus_key(key), adapters::postgres::Settings{.url = shared.database, .name = "kotori bus"});
  return std::make_unique<adapters::NatsBus>(
      bus_key(key), adapters::NatsBusOptions{.urls = listed(shared.bus), .ca_file = shared.bus_ca});
}

std::string machine() {
  std::array<char, 256> name{};
  if (gethostname(name.data(), name.size() - 1) != 0 || name[0] == '\0')
    throw std::runtime_error("this machine has no name: say --node NAME");
  return name.data();
}

/// Sessions that all nodes share, with a thread of their own.
class SharedSessions {
 public:
  explicit SharedSessions(const std::string& database)
      : store_(loops_[0], worker_, {.url = database, .name = "kotori sessions"}, {.most_waiting = most_waiting}) {
    loops_.start();
    // So that the first to come are known; should it take longer, they are asked to come back.
    kotori::block_on(loops_[0], reach());
  }
  ~SharedSessions() { kotori::block_on(loops_[0], store_.stop()); }
  SharedSessions(const SharedSessions&) = delete;
  SharedSessions& operator=(const SharedSessions&) = delete;

  kotori::sessions::Store& store() { return store_; }

 private:
  kotori::Task<> reach() { co_await store_.reached_within(std::chrono::seconds{5}); }

  kotori::Loops loops_{1};
  kotori::WorkerThreads worker_;
  adapters::PostgresSessions store_;
};

class OneOfSeveral final : public Backend {
 public:
  explicit OneOfSeveral(const Shared& shared)
      : node_(shared.node.empty() ? machine() : shared.node),
        log_(shared.database),
        sessions_(shared.database),
        bus_(open_bus(shared, log_.key())) {}

  chat::Log& log() override { return log_; }
  chat::Bus& bus() override { return *bus_; }
  const adapters::CountedBus* counted_bus() const override {
    return dynamic_cast<const adapters::CountedBus*>(bus_.get());
  }
  std::optional<chat::Cluster> cluster(std::function<void()> superseded) override {
    return chat::Cluster{.nodes = log_.nodes(), .name = node_, .superseded = std::move(superseded)};
  }
  kotori::sessions::Store& sessions() override { return sessions_.store(); }
  kotori::sessions::Key session_key() const override { return {bytes_of(log_.key())}; }
  std::string place() const override { return fmt::format("the database, which this node serves as {}", node_); }

 private:
  const std::string node_;
  adapters::PostgresLog log_;
  SharedSessions sessions_;
  const std::unique_ptr<chat::Bus> bus_;
};

}  // namespace

std::unique_ptr<Backend> open_backend(const Settings& settings) {
  if (settings.shared.database.empty()) return std::make_unique<OneMachine>(settings.data);
  return std::make_unique<OneOfSeveral>(settings.shared);
}

}  // namespace app
