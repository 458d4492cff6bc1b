#include "chat/service/test_world.hpp"

#include <array>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <string>

/// Many visits on several loops, in the order that a seed draws: what holds in each of them, whatever the order.
namespace chat {
namespace {

constexpr std::uint64_t seeds = 60;

struct NextTurn {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) const {
    kotori::Loop::current()->post([caller] { caller.resume(); });
  }
  void await_resume() const {}
};

/// Comes after a while, says things, takes a name, says more; and goes, or stays.
kotori::Task<> visit(TestWorld& world, TestClient& client, std::string who, DeviceId device, bool stays) {
  for (auto turns = world.simulation.draw(40); turns > 0; --turns) co_await NextTurn{};
  client.visit = co_await world.service->arrive({who}, {"hello", device, {}}, client);
  for (int i = 0; i < 8; ++i) {
    const auto id = std::to_string(i);
    if (i == 4) {
      co_await client.visit->obey(protocol::Rename{id, {id}, who + device.value});
    } else {
      co_await client.visit->obey(protocol::Say{id, lobby, {id}, id, {}});
    }
    for (auto turns = world.simulation.draw(4); turns > 0; --turns) co_await NextTurn{};
  }
  if (!stays) client.visit.reset();
}

/// No gap and no doubling: the facts heard are those that follow the head of the welcome, one by one. The last one.
Seq expect_contiguous(const TestClient& client) {
  auto last = client.told<protocol::CaughtUp>().at(0).seq;
  for (const auto& event : client.events)
    if (const auto seq = protocol::seq_of(event)) {
      EXPECT_EQ(seq->value, last.value + 1);
      last = *seq;
    }
  return last;
}

/// Who is there, for who believes the welcome and then each event.
std::map<UserId, std::string> here_after(const TestClient& client) {
  std::map<UserId, std::string> here;
  const auto caught_up = client.told<protocol::CaughtUp>().at(0);
  for (const auto& person : caught_up.here) here[person.id] = person.name;
  for (const auto& event : client.events) {
    if (const auto* renamed = std::get_if<protocol::Renamed>(&event)) {
      if (here.contains(renamed->user.id)) here[renamed->user.id] = renamed->user.name;
    } else if (const auto* came = std::get_if<protocol::Here>(&event)) {
      EXPECT_TRUE(here.try_emplace(came->user.id, came->user.name).second);
    } else if (const auto* gone = std::get_if<protocol::Gone>(&event)) {
      EXPECT_EQ(here.erase(gone->user.id), 1U);
    }
  }
  return here;
}

}  // namespace

TEST(EverySeed, TellsEachVisitAllThatFollowsItsWelcomeOnceAndInOrder) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    std::array<TestClient, 8> clients;
    for (std::size_t i = 0; i < clients.size(); ++i)
      world.simulation.loop(i % 3).post([&, i] {
        // Four people with two devices each; the first device of each leaves.
        world.tasks.spawn(visit(world, clients.at(i), std::string(1, static_cast<char>('a' + i / 2)),
                                {i % 2 ? "x" : "y"}, i % 2 == 1));
      });
    world.simulation.run_until_idle();

    std::map<UserId, std::string> here;
    const auto ask = [&]() -> kotori::Task<> {
      for (const auto& person : co_await clients[1].visit->who(lobby)) here[person.id] = person.name;
    };
    world.run(1, ask());
    EXPECT_EQ(here.size(), 4U);
    for (std::size_t i = 0; i < clients.size(); ++i) {
      const auto last = expect_contiguous(clients.at(i));
      if (i % 2 == 0) continue;
      EXPECT_EQ(last.value, 8U * 8U);
      EXPECT_EQ(clients.at(i).all<protocol::Ok>().size(), 8U);
      EXPECT_EQ(here_after(clients.at(i)), here);
    }
    for (std::size_t i = 1; i < clients.size(); i += 2) world.leave(clients.at(i), i % 3);
  }
}

TEST(EverySeed, KeepsTheOrderOfEachDeviceWhileTheLogFailsNowAndThen) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    TestClient a, b;
    world.arrive(a, 0, {"a"});
    world.arrive(b, 1, {"b"});
    // A client as it should be: sends in order, and begins again at the first that was not kept.
    const auto insist = [&]() -> kotori::Task<> {
      for (std::size_t kept = 0; kept < 20;) {
        a.answers.clear();
        world.log.down = world.simulation.draw(2) == 0;
        const auto first = kept, last = std::min<std::size_t>(kept + 5, 20);
        for (auto i = first; i < last; ++i) {
          const auto id = std::to_string(i);
          co_await a.visit->obey(protocol::Say{id, lobby, {id}, id, {}});
          for (auto turns = world.simulation.draw(4); turns > 0; --turns) co_await NextTurn{};
          if (world.simulation.draw(4) == 0) world.log.down = !world.log.down;
        }
        while (a.answers.size() < last - first) {
          co_await NextTurn{};
          if (world.simulation.draw(4) == 0) world.log.down = !world.log.down;
        }
        for (const auto& answer : a.answers) {
          if (!std::holds_alternative<protocol::Ok>(answer)) break;
          ++kept;
        }
      }
      world.log.down = false;
    };
    world.run(0, insist());
    std::size_t next = 0;
    for (const auto& event : b.events) EXPECT_EQ(std::get<protocol::Said>(event).text, std::to_string(next++));
    EXPECT_EQ(next, 20U);
    world.leave(a, 0);
    world.leave(b, 1);
  }
}

TEST(EverySeed, TellsAllOnTwoNodesHoweverBadTheBusIs) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    Service other{world.loops(), world.log, world.bus, TestWorld::halls()};
    world.simulation.run(other.start());
    TestClient a, b;
    world.arrive(a, 0, {"a"});
    const auto arrive = [&]() -> kotori::Task<> { b.visit = co_await other.arrive({"b"}, {"hello", {"x"}, {}}, b); };
    world.run(1, arrive());

    world.bus.bad = true;
    const auto talk = [&](TestClient& client) -> kotori::Task<> {
      for (int i = 0; i < 20; ++i) {
        const auto id = std::to_string(i);
        co_await client.visit->obey(protocol::Say{id, lobby, {id}, id, {}});
        for (auto turns = world.simulation.draw(4); turns > 0; --turns) co_await NextTurn{};
      }
    };
    world.simulation.loop(0).post([&] { world.tasks.spawn(talk(a)); });
    world.simulation.loop(1).post([&] { world.tasks.spawn(talk(b)); });
    world.simulation.run_until_idle();
    // One more word from each side that does get through shows what was lost before.
    world.bus.bad = false;
    for (auto* client : {&a, &b}) world.say(*client, client == &a ? 0 : 1, "last");

    EXPECT_EQ(expect_contiguous(a).value, 42U);
    EXPECT_EQ(expect_contiguous(b).value, 42U);
    world.leave(a, 0);
    world.leave(b, 1);
    world.simulation.run(other.stop());
  }
}

namespace {

RoomName room_of(const protocol::Event& event) {
  return std::visit([](const auto& each) { return each.room; }, event);
}

/// Somebody who comes and goes, into a room and out of it, and resumes each time where they were.
struct Commuter {
  TestClient client;
  protocol::Position last{.room = {"garden"}, .seq = {}, .at = {}};
  bool forgets = false;  ///< in which epoch that was

  protocol::Resume resume(Epoch epoch) const { return {forgets ? Epoch{"another"} : std::move(epoch), {last}}; }

  /// Takes what was told since: each fact of the garden is the next one.
  void take() {
    // A reset, if there is one, comes before what follows it.
    for (const auto& reset : client.told<protocol::Reset>()) {
      EXPECT_TRUE(forgets) << "reset at " << reset.head.value;
      EXPECT_EQ(reset.head, protocol::seq_of(reset.facts.back()));
      last.seq = reset.head;
    }
    for (const auto& event : client.events) {
      const auto seq = protocol::seq_of(event);
      if (!seq || room_of(event) != last.room) continue;
      EXPECT_EQ(seq->value, last.seq.value + 1);
      last.seq = *seq;
      last.at = protocol::time_of(event);
    }
    client.events.clear();
    client.notices.clear();
  }
};

kotori::Task<> commute(TestWorld& world, Commuter& commuter, UserId who, int journeys) {
  for (int journey = 0; journey < journeys; ++journey) {
    commuter.client.visit =
        co_await world.service->arrive(who, {"hello", {"phone"}, commuter.resume(world.log.epoch())}, commuter.client);
    for (auto turns = world.simulation.draw(60); turns > 0; --turns) co_await NextTurn{};
    commuter.client.visit.reset();
    commuter.take();
    for (auto turns = world.simulation.draw(30); turns > 0; --turns) co_await NextTurn{};
  }
  commuter.client.visit =
      co_await world.service->arrive(who, {"hello", {"phone"}, commuter.resume(world.log.epoch())}, commuter.client);
}

}  // namespace

TEST(EverySeed, GivesThoseWhoComeAndGoEachFactOnceHoweverTheyResume) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    TestWorld world{seed};
    TestClient talker;
    const RoomName garden{"garden"};
    world.arrive(talker, 0, {"t"});
    world.obey(talker, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
    std::array<Commuter, 4> commuters;
    for (std::size_t i = 0; i < commuters.size(); ++i) {
      auto& commuter = commuters.at(i);
      commuter.forgets = i % 2 == 1;
      world.arrive(commuter.client, i % 3, {std::to_string(i)});
      world.obey(commuter.client, i % 3, protocol::JoinRoom{"join", garden, {"join"}});
      world.leave(commuter.client, i % 3);
      commuter.client.events.clear();
      commuter.client.notices.clear();
    }
    const auto talk = [&]() -> kotori::Task<> {
      for (int i = 0; i < 200; ++i) {
        const auto id = std::to_string(i);
        co_await talker.visit->obey(protocol::Say{id, garden, {id}, id, {}});
        for (auto turns = world.simulation.draw(3); turns > 0; --turns) co_await NextTurn{};
      }
    };
    world.simulation.loop(0).post([&] { world.tasks.spawn(talk()); });
    for (std::size_t i = 0; i < commuters.size(); ++i)
      world.simulation.loop(i % 3).post(
          [&, i] { world.tasks.spawn(commute(world, commuters.at(i), {std::to_string(i)}, 6)); });
    world.simulation.run_until_idle();
    for (std::size_t i = 0; i < commuters.size(); ++i) {
      commuters.at(i).take();
      EXPECT_EQ(commuters.at(i).last.seq.value, 1U + 4U + 200U);
      world.leave(commuters.at(i).client, i % 3);
    }
    world.leave(talker, 0);
  }
}

}  // namespace chat
