#pragma once
#include "chat/service/service.hpp"
#include "chat/service/test_log.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"
#include "kotori/base/match.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace chat {

/// A connection that remembers what it was told.
class TestClient final : public Recipient {
 public:
  void tell(const protocol::Answer& answer) override { answers.push_back(answer); }
  void tell(const protocol::Notice& notice) override { notices.push_back(notice); }
  void tell(const protocol::Fact& fact) override {
    std::visit([this](const auto& each) { events.emplace_back(each); }, fact);
  }
  std::size_t unsent() const override {
    if (takes_a_page_each_pause) stuck = stuck > 0 ? 0 : 1 << 20;
    return stuck;
  }
  void turn_away(TurnedAway why) override { turned_away = why; }

  std::vector<protocol::Answer> answers;
  std::vector<protocol::Notice> notices;
  std::vector<protocol::Event> events;
  std::optional<TurnedAway> turned_away;
  mutable std::size_t stuck = 0;         ///< bytes that its peer does not take
  bool takes_a_page_each_pause = false;  ///< and nothing more until it is asked again
  std::unique_ptr<Visit> visit;

  /// The answers, or notices, of one kind, in their order.
  template <class T> std::vector<T> all() const { return of_kind<T>(answers); }
  template <class T> std::vector<T> told() const { return of_kind<T>(notices); }

  /// The events in short: "user0: hi", "user0 is Ann", "+user0", "-user0".
  std::string heard() const {
    std::string all;
    for (const auto& event : events) all += (all.empty() ? "" : ", ") + in_short(event);
    return all;
  }

 private:
  template <class T, class Told> static std::vector<T> of_kind(const std::vector<Told>& told) {
    std::vector<T> found;
    for (const auto& each : told)
      if (const auto* wanted = std::get_if<T>(&each)) found.push_back(*wanted);
    return found;
  }
  static std::string in_short(const protocol::Event& event) {
    using namespace protocol;
    return kotori::match(
        event, [](const Said& said) { return said.user.name + ": " + said.text; },
        [](const Edited& edited) { return edited.user.name + " now: " + edited.text; },
        [](const Deleted& deleted) { return deleted.user.name + " deletes " + std::to_string(deleted.message.value); },
        [](const Reacted& reacted) { return reacted.user.name + " " + reacted.emoji; },
        [](const Unreacted& reacted) { return reacted.user.name + " no " + reacted.emoji; },
        [](const Pinned& pinned) { return pinned.user.name + " pins " + std::to_string(pinned.message.value); },
        [](const Unpinned& pinned) { return pinned.user.name + " unpins " + std::to_string(pinned.message.value); },
        [](const Joined& joined) { return joined.user.name + " joins"; },
        [](const Left& left) { return left.user.name + " leaves"; },
        [](const Renamed& renamed) { return renamed.was + " is " + renamed.user.name; },
        [](const Opened& opened) { return opened.user.name + " opens " + opened.room.value; },
        [](const TopicSet& topic) { return topic.user.name + " topic " + topic.topic; },
        [](const Closed& closed) { return closed.user.name + " closes " + closed.room.value; },
        [](const Here& here) { return "+" + here.user.name; }, [](const Gone& gone) { return "-" + gone.user.name; },
        [](const Crowd& crowd) { return std::to_string(crowd.count) + " are here"; },
        [](const Writing& writing) {
          std::string names;
          for (const auto& person : writing.users) names += "~" + person.name;
          return names;
        });
  }
};

/// A hall that remembers the last few facts.
class TestHall final : public Hall {
 public:
  explicit TestHall(Seq head) : last_(head) {}
  void seat(Recipient& recipient) override { EXPECT_TRUE(seated_.insert(&recipient).second); }
  void unseat(Recipient& recipient) override { EXPECT_EQ(seated_.erase(&recipient), 1U); }
  void tell(std::span<const protocol::Event> events) override {
    for (const auto& event : events) {
      if (const auto seq = protocol::seq_of(event)) {
        EXPECT_EQ(seq->value, last_.value + 1);
        last_ = *seq;
        tail_.push_back(event);
        if (tail_.size() > remembered) tail_.erase(tail_.begin());
      }
      for (auto* recipient : seated_) client(*recipient).events.push_back(event);
    }
  }
  Replay replay(Recipient& recipient, const protocol::Position& after) override {
    const auto first = tail_.empty() ? last_.value + 1 : protocol::seq_of(tail_.front())->value;
    const bool checks = after.at && after.seq.value > 0;
    if (after.seq > last_ || after.seq.value + 1 < first + (checks ? 1 : 0)) return Replay::forgotten;
    const auto next = tail_.begin() + static_cast<std::ptrdiff_t>(after.seq.value + 1 - first);
    if (checks && protocol::time_of(*(next - 1)) != *after.at) return Replay::misfit;
    client(recipient).events.insert(client(recipient).events.end(), next, tail_.end());
    return Replay::done;
  }
  void remember(std::span<const protocol::Fact> facts, Seq) override {
    for (std::size_t i = facts.size(); i > 0 && tail_.size() < remembered; --i) {
      const auto next = tail_.empty() ? last_.value + 1 : protocol::seq_of(tail_.front())->value;
      if (protocol::seq_of(facts[i - 1]).value + 1 != next) continue;
      std::visit([this](const auto& each) { tail_.insert(tail_.begin(), protocol::Event{each}); }, facts[i - 1]);
    }
  }

 private:
  static constexpr std::size_t remembered = 10;
  static TestClient& client(Recipient& recipient) { return static_cast<TestClient&>(recipient); }

  std::set<Recipient*> seated_;
  std::vector<protocol::Event> tail_;
  Seq last_;
};

/// A Bus that loses, doubles and delays hints as the simulation's seed has it, while it is `bad`.
class TestBus final : public Bus {
 public:
  explicit TestBus(kotori::Simulation& simulation) : simulation_(simulation) {}
  bool bad = false;
  std::size_t published = 0;

  void listen(BusListener& listener) override { listeners_.push_back(&listener); }
  void forget(BusListener& listener) override { std::erase(listeners_, &listener); }
  void want(const Topic&) override {}
  void want_no_more(const Topic&) override {}
  void publish(const News& news, const BusListener& from) override {
    ++published;
    for (auto* listener : listeners_) {
      if (listener == &from) continue;
      for (auto copies = bad ? simulation_.draw(3) : 1; copies > 0; --copies) deliver(*listener, from.node(), news);
    }
  }

 private:
  void deliver(BusListener& listener, const NodeId& from, const News& news) {
    if (!bad || simulation_.draw(2) == 0) return listener.on_news(from, news);
    simulation_.worker().post([this, &listener, from, news] {
      if (std::ranges::find(listeners_, &listener) != listeners_.end()) listener.on_news(from, news);
    });
  }

  kotori::Simulation& simulation_;
  std::vector<BusListener*> listeners_;
};

/// Simulated loops, a log, and people who do things. What is asked is done when the call returns.
class TestStage {
 public:
  TestStage(std::uint64_t seed, unsigned loop_count) : simulation(seed, loop_count) {}

  std::vector<kotori::Loop*> loops() {
    std::vector<kotori::Loop*> all;
    for (std::size_t i = 0; i < simulation.loop_count(); ++i) all.push_back(&simulation.loop(i));
    return all;
  }
  static HallFactory halls() {
    return [](kotori::Loop&, const RoomName&, Seq head) { return std::make_unique<TestHall>(head); };
  }

  void on(std::size_t loop, kotori::Job job) { simulation.run_on(simulation.loop(loop), std::move(job)); }
  void run(std::size_t loop, kotori::Task<> task) {
    on(loop, [&] { tasks.spawn(std::move(task)); });
  }

  static kotori::Task<> arriving_at(Service& service, TestClient& client, UserId user, DeviceId device,
                                    std::optional<protocol::Resume> resume) {
    protocol::Hello hello{.id = "hello", .device = std::move(device), .resume = std::move(resume)};
    client.visit = co_await service.arrive(std::move(user), std::move(hello), client);
  }
  void obey(TestClient& client, std::size_t loop, protocol::Command command) {
    run(loop, client.visit->obey(std::move(command)));
  }
  void say(TestClient& client, std::size_t loop, std::string client_id, std::string text = "hi",
           RoomName room = lobby) {
    obey(client, loop, protocol::Say{client_id, std::move(room), {client_id}, std::move(text), {}});
  }
  void rename(TestClient& client, std::size_t loop, std::string client_id, std::string name) {
    obey(client, loop, protocol::Rename{client_id, {client_id}, std::move(name)});
  }
  void leave(TestClient& client, std::size_t loop) {
    on(loop, [&] { client.visit.reset(); });
  }

  kotori::Simulation simulation;
  TestLog log{simulation.worker()};
  kotori::TaskGroup tasks;
};

/// A service on several simulated loops.
class TestWorld : public TestStage {
 public:
  explicit TestWorld(std::uint64_t seed = 1, unsigned loop_count = 3)
      : TestStage(seed, loop_count), service(std::make_unique<Service>(loops(), log, bus, halls())) {
    simulation.run(service->start());
  }
  ~TestWorld() {
    simulation.run_until_idle();
    simulation.run(service->stop());
  }

  void arrive(TestClient& client, std::size_t loop, UserId user, DeviceId device = {"phone"},
              std::optional<protocol::Resume> resume = {}) {
    run(loop, arriving(client, std::move(user), std::move(device), std::move(resume)));
  }
  kotori::Task<> arriving(TestClient& client, UserId user, DeviceId device = {"phone"},
                          std::optional<protocol::Resume> resume = {}) {
    return arriving_at(*service, client, std::move(user), std::move(device), std::move(resume));
  }

  TestBus bus{simulation};
  std::unique_ptr<Service> service;
};

}  // namespace chat
