#pragma once
#include "chat/ports/bus.hpp"
#include "kotori/async/simulation.hpp"

#include <algorithm>
#include <functional>
#include <set>
#include <utility>
#include <vector>

namespace chat {

/// What connects the buses of several nodes. It loses, doubles and delays news as the simulation's seed has it, while
/// it is `bad`.
class TestWire {
 public:
  explicit TestWire(kotori::Simulation& simulation) : simulation_(simulation) {}
  bool bad = false;
  bool dead = false;  ///< it loses everything
  bool slow = false;  ///< it keeps everything, until let_go()

  /// All that any node has published.
  std::vector<News> told;

  class End;

  /// How many of one kind.
  template <class T> std::size_t count() const {
    return static_cast<std::size_t>(
        std::ranges::count_if(told, [](const News& news) { return std::holds_alternative<T>(news); }));
  }

  void let_go() {
    slow = false;
    for (const auto& job : std::exchange(kept_, {})) job();
  }

  /// To every node but the one at this end.
  void carry(const NodeId& from, const News& news, const End* sender = nullptr) {
    if (dead) return;
    for (auto* end : ends_) {
      if (end == sender) continue;
      for (auto copies = bad ? simulation_.draw(3) : 1; copies > 0; --copies) carry_to(*end, from, news);
    }
  }

  /// The bus of one node; it hears only of what it wants.
  class End final : public Bus {
   public:
    explicit End(TestWire& wire) : wire_(wire) { wire_.ends_.push_back(this); }
    End(const End&) = delete;
    End& operator=(const End&) = delete;
    bool cut = false;  ///< nothing goes out of it nor comes in

    std::set<Topic> wanted;

    void listen(BusListener& listener) override { listener_ = &listener; }
    void forget(BusListener&) override { listener_ = nullptr; }
    void want(const Topic& topic) override { wanted.insert(topic); }
    void want_no_more(const Topic& topic) override { wanted.erase(topic); }
    void publish(const News& news, const BusListener& from) override {
      wire_.told.push_back(news);
      if (!cut) wire_.carry(from.node(), news, this);
    }

   private:
    friend class TestWire;
    void hear(const NodeId& from, const News& news) {
      if (listener_ && !cut && wanted.contains(topic_of(news))) listener_->on_news(from, news);
    }
    TestWire& wire_;
    BusListener* listener_ = nullptr;
  };

 private:
  void carry_to(End& end, const NodeId& from, const News& news) {
    const auto deliver = [&end, from, news] { end.hear(from, news); };
    if (slow) {
      kept_.emplace_back(deliver);
    } else if (bad && simulation_.draw(2) == 0) {
      simulation_.worker().post(deliver);
    } else {
      deliver();
    }
  }

  kotori::Simulation& simulation_;
  std::vector<End*> ends_;
  std::vector<std::function<void()>> kept_;
};

}  // namespace chat
