#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/websocket/websocket.hpp"

#include <deque>
#include <memory>
#include <string>
#include <vector>

/// Two ends of one conversation in a simulation, for tests of this layer.
namespace kotori::inline v0::websocket {

/// All that arrives at a bare end, to be read as a client would.
inline std::vector<Event> read_events(Simulation& simulation, Pipe& pipe) {
  MessageReader reader{Role::client};
  std::vector<Event> events;
  for (;;) {
    std::string bytes(100, '\0');
    bytes.resize(pipe.read(bytes).bytes);
    simulation.run_until_idle();
    std::string_view rest{bytes};
    while (auto event = reader.next(rest)) events.push_back(std::move(*event));
    if (bytes.empty()) return events;
  }
}

/// One end, with what it has heard so far.
struct TestEnd {
  TestEnd(Role role, std::unique_ptr<Pipe> pipe, const WebSocketOptions& options,
          const std::optional<DeflateTerms>& deflate = {})
      : stream(std::move(pipe)), socket(role, *stream, options, {}, deflate) {}

  /// Collects texts until the conversation ends, and then ends it politely.
  Task<> listen() {
    while (auto text = co_await socket.receive_text()) heard.push_back(std::move(*text));
    ended = true;
    co_await socket.finish();
    finished = true;
  }

  std::unique_ptr<Pipe> stream;
  WebSocket socket;
  std::vector<std::string> heard;
  bool ended = false;
  bool finished = false;
};

/// A server's end and a client's end on the loops given, both listening.
class TestConversation {
 public:
  TestConversation(Simulation& simulation, Loop& server_loop, Loop& client_loop, const WebSocketOptions& options,
                   PipeOptions pipe = {}, const std::optional<DeflateTerms>& deflate = {})
      : simulation_(simulation), server_loop_(server_loop), client_loop_(client_loop) {
    auto [a, b] = make_pipe(simulation, server_loop, client_loop, pipe);
    server_loop.post([this, &options, deflate, end = std::move(a)]() mutable {
      server = std::make_unique<TestEnd>(Role::server, std::move(end), options, deflate);
      server_tasks_.spawn(server->listen());
    });
    client_loop.post([this, &options, deflate, end = std::move(b)]() mutable {
      client = std::make_unique<TestEnd>(Role::client, std::move(end), options, deflate);
      client_tasks_.spawn(client->listen());
    });
    simulation.run_until_idle();
  }
  ~TestConversation() {
    on_server([&] { server->socket.abandon(); });
    on_client([&] { client->socket.abandon(); });
    on_server([&] { server.reset(); });
    on_client([&] { client.reset(); });
  }

  /// Runs `job` in a turn of that end's loop, and what follows.
  void on_server(Job job) { run_on(server_loop_, std::move(job)); }
  void on_client(Job job) { run_on(client_loop_, std::move(job)); }

  std::unique_ptr<TestEnd> server, client;

 private:
  void run_on(Loop& loop, Job job) {
    loop.post(std::move(job));
    simulation_.run_until_idle();
  }

  Simulation& simulation_;
  Loop& server_loop_;
  Loop& client_loop_;
  TaskGroup server_tasks_, client_tasks_;
};

}  // namespace kotori::inline v0::websocket
