#pragma once
#include "adapters/bus_local/local_bus.hpp"
#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "adapters/sessions_sqlite/sqlite_sessions.hpp"
#include "chat/service/service.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/testing/test_server.hpp"

#include <cstdint>
#include <filesystem>

struct ChatOptions {
  unsigned loops = 1;
  std::uint64_t seed = 1;
};

/// The whole chat as the program puts it together, on simulated loops and pipes, with its log on the real disk.
class Chat {
 public:
  explicit Chat(const std::filesystem::path& data, ChatOptions options = {});
  ~Chat();
  Chat(const Chat&) = delete;
  Chat& operator=(const Chat&) = delete;

  kotori::TestServer& server() { return server_; }

 private:
  kotori::Simulation simulation_;
  adapters::SqliteLog log_;
  adapters::LocalBus bus_;
  adapters::SqliteSessions sessions_;
  chat::Service service_;
  kotori::TestServer server_;
};
