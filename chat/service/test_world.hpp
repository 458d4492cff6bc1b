#pragma once
#include "chat/service/service.hpp"
#include "chat/service/test_log.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chat {

/// A connection that remembers what it was told.
class TestClient final : public Recipient {
 public:
  void tell(const protocol::Answer& answer) override { answers.push_back(answer); }

  std::vector<protocol::Answer> answers;
  std::vector<protocol::Event> events;
  std::unique_ptr<Visit> visit;

  /// The answers of one kind, in their order.
  template <class T> std::vector<T> all() const {
    std::vector<T> found;
    for (const auto& answer : answers)
      if (const auto* each = std::get_if<T>(&answer)) found.push_back(*each);
    return found;
  }
  /// The events in short: "user0: hi", "user0 is Ann", "+user0", "-user0".
  std::string heard() const {
    std::string all;
    for (const auto& event : events) all += (all.empty() ? "" : ", ") + in_short(event);
    return all;
  }

 private:
  static std::string in_short(const protocol::Event& event) {
    return kotori::match(
        event, [](const protocol::Said& said) { return said.user.name + ": " + said.text; },
        [](const protocol::Renamed& renamed) { return renamed.was + " is " + renamed.user.name; },
        [](const protocol::Here& here) { return "+" + here.user.name; },
        [](const protocol::Gone& gone) { return "-" + gone.user.name; });
  }
};

class TestHall final : public Hall {
 public:
  void seat(Recipient& recipient) override { EXPECT_TRUE(seated_.insert(&recipient).second); }
  void unseat(Recipient& recipient) override { EXPECT_EQ(seated_.erase(&recipient), 1U); }
  void tell(std::span<const protocol::Event> events) override {
    for (auto* recipient : seated_) {
      auto& client = static_cast<TestClient&>(*recipient);
      client.events.insert(client.events.end(), events.begin(), events.end());
    }
  }

 private:
  std::set<Recipient*> seated_;
};

/// A Bus that loses, doubles and delays hints as the simulation's seed has it, while it is `bad`.
class TestBus final : public Bus {
 public:
  explicit TestBus(kotori::Simulation& simulation) : simulation_(simulation) {}
  bool bad = false;

  void listen(BusListener& listener) override { listeners_.push_back(&listener); }
  void forget(BusListener& listener) override { std::erase(listeners_, &listener); }
  void publish(const Hint& hint, const BusListener& from) override {
    for (auto* listener : listeners_) {
      if (listener == &from) continue;
      for (auto copies = bad ? simulation_.draw(3) : 1; copies > 0; --copies) deliver(*listener, hint);
    }
  }

 private:
  void deliver(BusListener& listener, const Hint& hint) {
    if (!bad || simulation_.draw(2) == 0) return listener.on_hint(hint);
    simulation_.worker().post([this, &listener, hint] {
      if (std::ranges::find(listeners_, &listener) != listeners_.end()) listener.on_hint(hint);
    });
  }

  kotori::Simulation& simulation_;
  std::vector<BusListener*> listeners_;
};

/// A service on several simulated loops. What is asked of it is done when the call returns.
class TestWorld {
 public:
  explicit TestWorld(std::uint64_t seed = 1, unsigned loop_count = 3)
      : simulation(seed, loop_count), service(std::make_unique<Service>(loops(), log, bus, halls())) {
    simulation.run(service->start());
  }
  ~TestWorld() {
    simulation.run_until_idle();
    simulation.run(service->stop());
  }

  std::vector<kotori::Loop*> loops() {
    std::vector<kotori::Loop*> all;
    for (std::size_t i = 0; i < simulation.loop_count(); ++i) all.push_back(&simulation.loop(i));
    return all;
  }
  static HallFactory halls() {
    return [](kotori::Loop&, const RoomName&) { return std::make_unique<TestHall>(); };
  }

  void on(std::size_t loop, kotori::Job job) { simulation.run_on(simulation.loop(loop), std::move(job)); }
  void run(std::size_t loop, kotori::Task<> task) {
    on(loop, [&] { tasks.spawn(std::move(task)); });
  }

  kotori::Task<> arriving(TestClient& client, UserId user, DeviceId device = {"phone"}) {
    protocol::Hello hello{.id = "hello", .device = std::move(device)};
    client.visit = co_await service->arrive(std::move(user), std::move(hello), client);
  }
  void arrive(TestClient& client, std::size_t loop, UserId user, DeviceId device = {"phone"}) {
    run(loop, arriving(client, std::move(user), std::move(device)));
  }
  void say(TestClient& client, std::size_t loop, std::string client_id, std::string text = "hi") {
    run(loop, client.visit->say({client_id, lobby, {client_id}, std::move(text)}));
  }
  void rename(TestClient& client, std::size_t loop, std::string client_id, std::string name) {
    run(loop, client.visit->rename({client_id, {client_id}, std::move(name)}));
  }
  void leave(TestClient& client, std::size_t loop) {
    on(loop, [&] { client.visit.reset(); });
  }

  kotori::Simulation simulation;
  TestLog log{simulation.worker()};
  TestBus bus{simulation};
  std::unique_ptr<Service> service;
  kotori::TaskGroup tasks;
};

}  // namespace chat
