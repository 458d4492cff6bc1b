#pragma once
#include "chat/service/test_nodes.hpp"
#include "chat/service/test_wire.hpp"
#include "chat/service/test_world.hpp"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace chat {

/// A node of a TestCluster.
struct TestNode {
  TestNode(TestWire& wire, std::string its_name) : bus(wire), name(std::move(its_name)) {}

  TestWire::End bus;
  std::string name;
  bool superseded = false;
  std::unique_ptr<Service> service;
};

/// Several nodes, on the same simulated loops, with one log and a wire between them.
class TestCluster : public TestStage {
 public:
  explicit TestCluster(std::size_t count = 2, std::uint64_t seed = 1, unsigned loop_count = 3)
      : TestStage(seed, loop_count) {
    for (std::size_t i = 0; i < count; ++i) add("n" + std::to_string(i + 1));
  }
  ~TestCluster() {
    simulation.run_until_idle();
    for (auto& node : all_) simulation.run(node->service->stop());
  }

  /// A process starts as this node.
  TestNode& add(const std::string& name) {
    auto& node = *all_.emplace_back(std::make_unique<TestNode>(wire, name));
    Cluster cluster{.nodes = nodes, .name = name, .superseded = [&node] { node.superseded = true; }};
    node.service = std::make_unique<Service>(loops(), log, node.bus, halls(), std::move(cluster));
    simulation.run(node.service->start());
    return node;
  }
  TestNode& node(std::size_t index) { return *all_.at(index); }

  /// It does not reach anything any more, nor is it reached: as if it were dead.
  void kill(TestNode& node) {
    node.bus.cut = true;
    nodes.cut.insert(node.name);
  }

  void arrive(TestNode& node, TestClient& client, std::size_t loop, UserId user, DeviceId device = {"phone"},
              std::optional<protocol::Resume> resume = {}) {
    run(loop, arriving_at(*node.service, client, std::move(user), std::move(device), std::move(resume)));
  }

  TestWire wire{simulation};
  TestNodes nodes{simulation};

 private:
  std::vector<std::unique_ptr<TestNode>> all_;
};

}  // namespace chat
