#include "chat/service/test_world.hpp"
#include "kotori/async/block_on.hpp"
#include "kotori/async/loops.hpp"
#include "kotori/async/worker.hpp"

#include <array>
#include <gtest/gtest.h>
#include <string>
#include <vector>

/// The same service on real threads, for ThreadSanitizer to watch.
namespace chat {
namespace {

constexpr std::size_t loop_count = 3, texts = 50;

class NoBus final : public Bus {
  void listen(BusListener&) override {}
  void forget(BusListener&) override {}
  void want(const Topic&) override {}
  void want_no_more(const Topic&) override {}
  void publish(const News&, const BusListener&) override {}
};

struct NextTurn {
  bool await_ready() const { return false; }
  void await_suspend(std::coroutine_handle<> caller) const {
    kotori::Loop::current()->post([caller] { caller.resume(); });
  }
  void await_resume() const {}
};

/// Talks, and leaves when it has heard all that everyone says.
kotori::Task<> talk(Service& service, TestClient& client, UserId user) {
  client.visit = co_await service.arrive(std::move(user), {"hello", {"phone"}, {}}, client);
  auto last = client.told<protocol::CaughtUp>().at(0).seq;
  for (std::size_t i = 0; i < texts; ++i) {
    const auto id = std::to_string(i);
    co_await client.visit->obey(protocol::Say{id, lobby, {id}, "hi", {}});
  }
  for (std::size_t read = 0; last.value < loop_count * texts; co_await NextTurn{})
    for (; read < client.events.size(); ++read)
      if (const auto* said = std::get_if<protocol::Said>(&client.events[read])) {
        EXPECT_EQ(said->seq.value, last.value + 1);
        last = said->seq;
      }
  client.visit.reset();
}

kotori::Task<> join(kotori::TaskGroup& group) { co_await group.join(); }

}  // namespace

TEST(ServiceOnThreads, TellsEveryLoopAllThatIsSaid) {
  kotori::Loops loops{loop_count};
  kotori::WorkerThreads worker;
  TestLog log{worker};
  NoBus bus;
  std::vector<kotori::Loop*> all;
  for (std::size_t i = 0; i < loop_count; ++i) all.push_back(&loops[i]);
  Service service{all, log, bus, TestWorld::halls()};
  std::array<TestClient, loop_count> clients;
  std::array<kotori::TaskGroup, loop_count> talks;

  loops.start();
  kotori::block_on(loops[0], service.start());
  for (std::size_t i = 0; i < loop_count; ++i)
    loops[i].post([&, i] { talks.at(i).spawn(talk(service, clients.at(i), {std::to_string(i)})); });
  for (std::size_t i = 0; i < loop_count; ++i) kotori::block_on(loops[i], join(talks.at(i)));
  kotori::block_on(loops[0], service.stop());
  loops.finish();

  for (const auto& client : clients) EXPECT_EQ(client.visit, nullptr);
}

}  // namespace chat
