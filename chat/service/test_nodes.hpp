#pragma once
#include "chat/ports/nodes.hpp"
#include "kotori/async/simulation.hpp"

#include <chrono>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chat {

/// A register of nodes in memory, by the simulation's clock.
class TestNodes final : public Nodes {
 public:
  explicit TestNodes(kotori::Simulation& simulation) : simulation_(simulation) {}

  std::set<std::string> cut;  ///< names that do not reach it

  kotori::Task<kotori::Result<NodeId>> enter(std::string name) override {
    return answer(name, [this, name]() -> kotori::Result<NodeId> {
      const NodeId self{name, ++lives_[name]};
      until_[name] = simulation_.now() + lease;
      return self;
    });
  }
  kotori::Task<kotori::Result<std::vector<NodeId>>> renew(NodeId self) override {
    return answer(self.name, [this, self]() -> kotori::Result<std::vector<NodeId>> {
      if (lives_[self.name] != self.life)
        return std::unexpected(kotori::Error{kotori::ErrorCode::conflict, "superseded", {}});
      until_[self.name] = simulation_.now() + lease;
      std::vector<NodeId> living;
      for (const auto& [name, until] : until_)
        if (until > simulation_.now()) living.push_back({name, lives_[name]});
      return living;
    });
  }
  kotori::Task<> leave(NodeId self) override {
    co_await answer(self.name, [this, self]() -> kotori::Result<bool> {
      if (lives_[self.name] == self.life) until_.erase(self.name);
      return true;
    });
  }

 private:
  static constexpr kotori::Duration lease = std::chrono::seconds{30};

  template <class F> kotori::Task<std::invoke_result_t<F&>> answer(std::string name, F function) {
    co_return co_await simulation_.worker().run([this, &name, &function]() -> std::invoke_result_t<F&> {
      if (cut.contains(name)) return std::unexpected(kotori::Error{kotori::ErrorCode::unavailable, "cut", {}});
      return function();
    });
  }

  kotori::Simulation& simulation_;
  std::map<std::string, std::uint64_t> lives_;
  std::map<std::string, kotori::Instant> until_;
};

}  // namespace chat
