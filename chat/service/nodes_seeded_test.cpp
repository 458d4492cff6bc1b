#include "chat/service/test_cluster.hpp"
#include "kotori/async/sleep.hpp"

#include <array>
#include <chrono>
#include <deque>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>

/// People who wander between three nodes, over a bus that loses, doubles, delays and dies, in the order that a seed
/// draws: what holds in each of them.
namespace chat {
namespace {

using namespace std::chrono_literals;

constexpr std::uint64_t seeds = 40;
const RoomName garden{"garden"};

using Facts = std::map<std::pair<RoomName, Seq>, protocol::Event>;

RoomName room_of(const protocol::Event& event) {
  return std::visit([](const auto& each) { return each.room; }, event);
}

/// Somebody who comes, says things, and goes to another node; each fact of a room that they hear is the next one.
struct Wanderer {
  UserId who;
  std::size_t loop = 0;
  TestClient client;
  std::map<RoomName, protocol::Position> known;
  int said = 0;

  std::optional<protocol::Resume> resume(const Epoch& epoch) const {
    protocol::Resume resume{.epoch = epoch, .rooms = {}};
    for (const auto& [room, position] : known) resume.rooms.push_back(position);
    return resume;
  }

  void take(Facts& facts) {
    EXPECT_TRUE(client.told<protocol::Reset>().empty());
    EXPECT_TRUE(client.told<protocol::MembershipElsewhere>().empty());
    for (const auto& caught_up : client.told<protocol::CaughtUp>())
      known.try_emplace(caught_up.room, protocol::Position{caught_up.room, caught_up.seq, {}});
    for (const auto& event : client.events) {
      const auto seq = protocol::seq_of(event);
      if (!seq) continue;
      auto& last = known.at(room_of(event));
      EXPECT_EQ(seq->value, last.seq.value + 1) << last.room.value;
      last = {last.room, *seq, protocol::time_of(event)};
      const auto [first, is_first] = facts.try_emplace({last.room, *seq}, event);
      EXPECT_TRUE(is_first || first->second == event) << "all hear the same";
    }
  }
  /// Takes what was heard and forgets that connection.
  void forget(Facts& facts) {
    take(facts);
    client.events.clear();
    client.notices.clear();
  }
};

struct Scene {
  explicit Scene(std::uint64_t seed) : cluster(3, seed) {
    for (std::size_t i = 0; i < people.size(); ++i) {
      people.at(i).who = {std::string(1, static_cast<char>('a' + i))};
      people.at(i).loop = i % 3;
    }
    cluster.arrive(cluster.node(0), people[0].client, 0, people[0].who);
    cluster.obey(people[0].client, 0, protocol::OpenRoom{"open", garden, {"open"}, {}});
    cluster.leave(people[0].client, 0);
    people[0].forget(facts);
  }

  kotori::Task<bool> a_moment(std::size_t milliseconds) {
    return wait(std::chrono::milliseconds{cluster.simulation.draw(milliseconds)});
  }
  static kotori::Task<bool> wait(kotori::Duration duration) { co_return co_await kotori::sleep(duration); }

  kotori::Task<> arrive(Wanderer& person) {
    return TestCluster::arriving_at(*cluster.node(cluster.simulation.draw(3)).service, person.client, person.who,
                                    {"phone"}, person.resume(cluster.log.epoch()));
  }

  kotori::Task<> wander(Wanderer& person) {
    for (int journey = 0; journey < 6; ++journey) {
      co_await a_moment(1500);
      co_await arrive(person);
      // The first who comes is a member; the others join wherever they happen to be.
      if (journey == 0 && person.who.value != "a")
        co_await person.client.visit->obey(protocol::JoinRoom{"join", garden, {"join"}});
      for (int i = 0; i < 4; ++i) {
        const auto id = std::to_string(person.said++);
        co_await person.client.visit->obey(protocol::Say{id, i % 2 ? garden : lobby, {id}, id, {}});
        co_await a_moment(300);
      }
      const auto name = person.who.value + std::to_string(journey);
      if (journey % 2 == 1) co_await person.client.visit->obey(protocol::Rename{name, {name}, "name " + name});
      co_await a_moment(3000);
      person.client.visit.reset();
      person.forget(facts);
    }
    co_await arrive(person);
  }

  /// The bus dies for a while, now and then.
  kotori::Task<> harm() {
    for (int i = 0; i < 5; ++i) {
      co_await a_moment(4000);
      cluster.wire.dead = true;
      co_await a_moment(7000);
      cluster.wire.dead = false;
    }
  }

  Facts facts;
  std::array<Wanderer, 6> people;
  TestCluster cluster;
};

/// Who is there, for who believes what they are told.
std::set<UserId> here_in_the_lobby(const TestClient& client) {
  std::set<UserId> here;
  for (const auto& caught_up : client.told<protocol::CaughtUp>())
    if (caught_up.room == lobby)
      for (const auto& person : caught_up.here) here.insert(person.id);
  for (const auto& event : client.events) {
    if (room_of(event) != lobby) continue;
    if (const auto* came = std::get_if<protocol::Here>(&event)) EXPECT_TRUE(here.insert(came->user.id).second);
    if (const auto* gone = std::get_if<protocol::Gone>(&event)) EXPECT_EQ(here.erase(gone->user.id), 1U);
  }
  return here;
}

}  // namespace

TEST(EverySeedOfNodes, TellsEachWandererEachFactOnceAndInTheEndWhoIsThere) {
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    SCOPED_TRACE(seed);
    Scene scene{seed};
    auto& cluster = scene.cluster;
    cluster.wire.bad = true;
    for (auto& person : scene.people)
      cluster.simulation.loop(person.loop).post([&] { cluster.tasks.spawn(scene.wander(person)); });
    cluster.simulation.loop(0).post([&] { cluster.tasks.spawn(scene.harm()); });
    cluster.simulation.advance(60s);
    ASSERT_EQ(cluster.tasks.size(), 0U);

    // From what the bus has done to them they recover without a word.
    cluster.wire.bad = false;
    cluster.simulation.advance(50s);
    std::set<UserId> all;
    for (const auto& person : scene.people) all.insert(person.who);
    std::optional<std::vector<Person>> names;
    for (auto& person : scene.people) {
      EXPECT_EQ(here_in_the_lobby(person.client), all);
      person.take(scene.facts);
      EXPECT_EQ(person.known.at(lobby).seq.value, 6U * 6U * 2U + 6U * 3U);
      EXPECT_EQ(person.known.at(garden).seq.value, 1U + 5U + 6U * 6U * 2U);
      std::vector<Person> here;
      const auto ask = [&]() -> kotori::Task<> { here = co_await person.client.visit->who(garden); };
      cluster.run(person.loop, ask());
      if (!names) names = here;
      EXPECT_EQ(here, *names);
      EXPECT_EQ(here.size(), 6U);
    }
    for (const auto& person : *names) EXPECT_EQ(person.name, "name " + person.id.value + "5");
    for (auto& person : scene.people) cluster.leave(person.client, person.loop);
  }
}

}  // namespace chat
