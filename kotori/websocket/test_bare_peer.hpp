#pragma once
#include "kotori/websocket/counts.hpp"
#include "kotori/websocket/frame_encoder.hpp"
#include "kotori/websocket/test_sockets.hpp"

#include <gtest/gtest.h>
#include <limits>

namespace kotori::inline v0::websocket {

/// A socket in a simulation, and at the other end of its pipe a peer of bare bytes, who does only what the test says.
struct WithABarePeer : testing::Test {
  Simulation simulation;
  WebSocketOptions options;
  std::unique_ptr<TestEnd> end;
  std::unique_ptr<Pipe> peer;
  TaskGroup tasks;

  ~WithABarePeer() override {
    act([this] {
      if (end) end->socket.abandon();
    });
    act([this] { end.reset(); });
  }

  /// Both ends are there; nobody receives yet.
  void connect(PipeOptions pipe = {}, Role role = Role::server) {
    auto [near, far] = make_pipe(simulation, simulation.loop(), simulation.loop(), pipe);
    peer = std::move(far);
    peer_role_ = role == Role::server ? Role::client : Role::server;
    heard_ = std::make_unique<MessageReader>(peer_role_, peers_limits);
    act([&, near_end = std::move(near)]() mutable {
      end = std::make_unique<TestEnd>(role, std::move(near_end), options);
    });
  }
  void listen() {
    act([this] { tasks.spawn(end->listen()); });
  }
  void begin(PipeOptions pipe = {}, Role role = Role::server) {
    connect(pipe, role);
    listen();
  }

  void act(Job job) { simulation.run_on(simulation.loop(), std::move(job)); }
  void advance(Duration time) { simulation.advance(time); }
  WebSocket& socket() { return end->socket; }
  WebSocketCounts counts() { return simulation.loop().local<Counters>().read(); }

  std::string frame(Opcode opcode, std::string_view payload = {}, bool fin = true) const {
    std::string bytes;
    if (peer_role_ == Role::client) {
      append_frame(bytes, opcode, payload, MaskKey{1, 2, 3, 4});
    } else {
      append_frame(bytes, opcode, payload);
    }
    if (!fin) bytes[0] = static_cast<char>(bytes[0] & 0x7F);
    return bytes;
  }
  void peer_sends(std::string_view bytes) {
    ASSERT_EQ(peer->write(bytes).bytes, bytes.size());
    simulation.run_until_idle();
  }
  /// So many bytes that have come, or as many as come without the clock.
  std::size_t peer_reads(std::size_t most = std::numeric_limits<std::size_t>::max()) {
    std::size_t count = 0;
    std::string bytes(64 * 1024, '\0');
    while (count < most) {
      const auto got = peer->read(std::span{bytes}.first(std::min(bytes.size(), most - count))).bytes;
      std::string_view rest{bytes.data(), got};
      while (auto event = heard_->next(rest)) events_.push_back(std::move(*event));
      simulation.run_until_idle();
      if (got == 0) break;
      count += got;
    }
    return count;
  }
  /// What it has heard and was not asked for yet.
  std::vector<Event> peer_hears() {
    peer_reads();
    return std::exchange(events_, {});
  }
  /// The code of the close frame that ended what it has heard.
  std::optional<CloseCode> peer_was_closed_with() {
    const auto events = peer_hears();
    const auto* close = events.empty() ? nullptr : std::get_if<Close>(&events.back());
    return close ? std::optional{close->code} : std::nullopt;
  }

 private:
  static constexpr MessageLimits peers_limits{.message_bytes = 64 << 20};
  Role peer_role_ = Role::client;
  std::unique_ptr<MessageReader> heard_;
  std::vector<Event> events_;
};

}  // namespace kotori::inline v0::websocket
