#pragma once
#include "kotori/websocket/audience.hpp"
#include "kotori/websocket/test_sockets.hpp"

#include <array>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// An audience in a simulation, for tests of this layer.
namespace kotori::inline v0::websocket {
using Texts = std::vector<std::string>;

/// Members of an audience on one or more loops; each client end keeps what it hears.
struct AnAudience : testing::Test {
  explicit AnAudience(unsigned loops = 1, std::uint64_t seed = 1, const AudienceOptions& how = {.compress_from = 20})
      : simulation(seed, loops), everyone(how) {}

  Simulation simulation;
  WebSocketOptions options;
  Audience everyone;
  bool mixed = false;  ///< some members compress, with windows of several sizes
  std::vector<std::unique_ptr<TestConversation>> members;
  std::vector<std::optional<Seat>> seats;

  std::size_t arrive(std::size_t loop = 0, PipeOptions pipe = {}) {
    constexpr std::array<std::uint8_t, 5> windows{0, 15, 9, 15, 0};
    return arrive_with(mixed ? windows[members.size() % windows.size()] : 0, loop, pipe);
  }
  /// With a window of this many bits; 0: plain.
  std::size_t arrive_with(std::uint8_t window_bits, std::size_t loop = 0, PipeOptions pipe = {}) {
    std::optional<DeflateTerms> deflate;
    if (window_bits != 0)
      deflate = DeflateTerms{.server_no_context_takeover = true, .server_max_window_bits = window_bits};
    members.push_back(std::make_unique<TestConversation>(simulation, simulation.loop(loop), simulation.loop(loop),
                                                         options, pipe, deflate));
    seats.emplace_back();
    return members.size() - 1;
  }
  void join(std::size_t who, Audience& audience) {
    members[who]->on_server([&] { seats[who].emplace(audience.join(socket(who))); });
  }
  std::size_t joined(std::size_t loop = 0, PipeOptions pipe = {}) {
    const auto who = arrive(loop, pipe);
    join(who, everyone);
    return who;
  }
  WebSocket& socket(std::size_t who) { return members[who]->server->socket; }
  Texts& heard(std::size_t who) { return members[who]->client->heard; }
  void act(Job job, std::size_t loop = 0) { simulation.run_on(simulation.loop(loop), std::move(job)); }
  ~AnAudience() override {
    for (std::size_t i = 0; i < members.size(); ++i) members[i]->on_server([&] { seats[i].reset(); });
  }
};

}  // namespace kotori::inline v0::websocket
