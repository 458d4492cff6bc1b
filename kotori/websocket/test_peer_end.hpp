#pragma once
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/websocket/connection.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/frame_reader.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// One end that is tested, and a peer that speaks in bytes, for tests of this layer.
namespace kotori::inline v0::websocket {

/// A client's frame.
inline std::string wire(Opcode opcode, std::string_view payload, bool fin = true) {
  const FrameHead head{.fin = fin, .masked = true, .opcode = opcode, .key = {1, 2, 3, 4}, .length = payload.size()};
  char bytes[max_head_size];
  std::string frame{bytes, write_head(bytes, head)};
  for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ head.key[i % 4]);
  return frame;
}

/// "text+ a" is a fragment, "text a" is final.
inline std::string described(const Frame& frame) {
  const std::string_view name = frame.opcode == Opcode::continuation ? "continuation"
                                : frame.opcode == Opcode::text       ? "text"
                                : frame.opcode == Opcode::binary     ? "binary"
                                : frame.opcode == Opcode::ping       ? "ping"
                                : frame.opcode == Opcode::pong       ? "pong"
                                                                     : "close";
  if (frame.opcode != Opcode::close) return fmt::format("{}{} {}", name, frame.fin ? "" : "+", frame.payload);
  const auto close = read_close(frame.payload);
  return close ? fmt::format("close {} {}", static_cast<int>(close->code), close->reason) : "close (malformed)";
}

using Lines = std::vector<std::string>;

/// A test with one server's end on a pipe. Socket is WebSocket or FrameStream; who derives says what is done with it.
template <class Socket> struct WithAPeer : testing::Test {
  ~WithAPeer() override {
    act([&] {
      if (socket) socket->abandon();
    });
    act([&] { socket.reset(); });
  }

  /// What a server's handler does.
  virtual Task<> handle() = 0;

  void begin(PipeOptions wires = {}, std::string_view early = {}) {
    act([&] {
      if (socket) socket->abandon();
    });
    act([&] { socket.reset(); });
    heard.clear();
    ended = finished = false;
    reader = std::make_unique<FrameReader>(Role::client, 1 << 20);
    std::tie(ours, peer) = make_pipe(simulation, simulation.loop(), simulation.loop(), wires);
    act([&] {
      socket = std::make_unique<Socket>(Role::server, *ours, options, early);
      tasks.spawn(live());
    });
  }
  Task<> live() {
    co_await handle();
    ended = true;
    co_await socket->finish();
    finished = true;
  }
  void act(Job job) { simulation.run_on(simulation.loop(), std::move(job)); }

  /// The peer sends as much of these bytes as the wires take, which is how much is given.
  std::size_t sends(std::string_view bytes) {
    std::size_t sent = 0;
    act([&] { sent = peer->write(bytes).bytes; });
    return sent;
  }
  /// All that has come to the peer.
  Lines hears() {
    Lines said;
    for (bool more = true; more;) {
      std::string bytes(64 * 1024, '\0');
      act([&] { bytes.resize(peer->read(bytes).bytes); });
      more = !bytes.empty();
      std::string_view rest{bytes};
      while (auto frame = reader->next(rest)) said.push_back(*frame ? described(**frame) : "(no frame)");
    }
    return said;
  }

  Simulation simulation;
  WebSocketOptions options;
  std::unique_ptr<Pipe> ours, peer;
  std::unique_ptr<FrameReader> reader;  // the peer's
  TaskGroup tasks;
  std::unique_ptr<Socket> socket;
  Lines heard;
  bool ended = false, finished = false;
};

}  // namespace kotori::inline v0::websocket
