#include "adapters/bus_postgres/postgres_bus.hpp"

#include "adapters/postgres/test_server.hpp"
#include "chat/ports/bus_contract_words.hpp"

#include <cstddef>
#include <cstdint>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace adapters {
namespace {

using chat::contract::Ear;
using chat::contract::eventually;
using chat::contract::hint;

const BusKey key{{1, 2, 3}};

class APostgresBus : public testing::Test {
 protected:
  void SetUp() override {
    here.listen(speaker);
    there.listen(ear);
    there.want(chat::lobby);
    ASSERT_TRUE(eventually([&] { return here.reachable() && there.reachable(); }));
  }
  bool gets_through(const chat::News& news) {
    return eventually([&] {
      here.publish(news, speaker);
      return ear.has_heard(news);
    });
  }
  /// All of these payloads have come when it returns.
  void notify(const std::vector<std::string>& payloads) {
    for (const auto& payload : payloads)
      stranger.run("SELECT pg_notify($1, $2)", postgres::Parameters{}.add(channel).add(payload));
  }

  Ear speaker{"here"}, ear{"there"};
  const postgres::Settings settings = postgres::TestServer::shared().new_database();
  PostgresBus here{key, settings}, there{key, settings};
  postgres::Session stranger{settings};
  const std::string channel = "kotori_" + Exchange{key}.log();
};

}  // namespace

TEST_F(APostgresBus, DropsAndCountsWhatStrangersNotify) {
  Exchange maker{key};
  const auto first = maker.publish(hint(1), speaker).value(), last = maker.publish(hint(2), speaker).value();
  auto changed = first;
  changed.sealed.back() = static_cast<char>(changed.sealed.back() ^ 1);
  const std::string sender(sender_size, 's');
  const auto whole = sender + "." + line_of(first);
  const auto garden = Exchange{key}.address_of(chat::RoomName{"garden"});
  notify({whole, whole,                                // heard, repeated
          sender + "." + line_of(changed),             // forged
          sender + "." + first.address + " hello!\n",  // no base64
          sender + "." + garden + " aaaa\n",           // not wanted
          whole.substr(0, 60),                         // cut
          "hello",                                     // nothing
          sender + "." + line_of(last)});
  ear.up_to(hint(2));
  EXPECT_TRUE(eventually([&] { return there.counts().heard == 2; }));
  EXPECT_EQ(there.counts(), (BusCounts{.heard = 2, .forged = 2, .replayed = 1}));
}

TEST_F(APostgresBus, TellsWhatIsLongerThanAPayload) {
  chat::Roster roster{.room = chat::lobby, .count = 100'000, .people = {}};
  for (std::size_t i = 0; i < chat::protocol::most_people_named; ++i)
    roster.people.push_back({{std::string(chat::longest_id, 'a')}, std::string(120, 'n') + std::to_string(i)});
  const chat::AloneIn alone{.room = chat::lobby,
                            .rooms = std::vector(chat::AloneIn::most_rooms, std::uint32_t{4'294'967'295})};
  EXPECT_TRUE(gets_through(roster));
  EXPECT_TRUE(gets_through(alone));
  EXPECT_EQ(here.counts().unsent, 0U);
}

TEST_F(APostgresBus, SaysWhatGathersTogether) {
  ASSERT_TRUE(gets_through(hint(1)));
  const auto commits = [&] { return stranger.run("SELECT pg_current_xact_id()::text::bigint").integer(0, 0); };
  const auto before = commits();
  for (std::uint64_t seq = 2; seq <= 2'000; ++seq) here.publish(hint(seq), speaker);
  ear.up_to(hint(2'000));
  ASSERT_TRUE(eventually([&] { return here.counts().sent >= 2'000; }));
  EXPECT_LT(commits() - before, 1'000);
}

TEST_F(APostgresBus, ComesBackWhenItsConnectionsAreEnded) {
  ASSERT_TRUE(gets_through(hint(1)));
  for (std::uint64_t round = 2; round < 5; ++round) {
    postgres::TestServer::shared().terminate_connections(settings);
    ASSERT_TRUE(gets_through(hint(round)));
  }
}

// Of its own, for what the shared one has on disk makes its start slow.
TEST(APostgresBusOnAServer, ComesBackWhenThatIsKilledAndStartedAgain) {
  postgres::TestServer server;
  Ear speaker{"here"}, ear{"there"};
  PostgresBus here{key, server.database("postgres")}, there{key, server.database("postgres")};
  here.listen(speaker);
  there.listen(ear);
  there.want(chat::lobby);
  const auto gets_through = [&](const chat::News& news) {
    return eventually([&] {
      here.publish(news, speaker);
      return ear.has_heard(news);
    });
  };
  ASSERT_TRUE(gets_through(hint(1)));
  server.kill();
  ASSERT_TRUE(eventually([&] { return !here.reachable() && !there.reachable(); }));
  const auto before = here.counts();
  here.publish(hint(100), speaker);
  EXPECT_EQ(here.counts().unsent, before.unsent + 1);
  server.start();
  EXPECT_TRUE(gets_through(hint(2)));
  EXPECT_FALSE(ear.has_heard(hint(100)));
}

TEST_F(APostgresBus, DropsWhatDoesNotFitWhileTheServerIsSlow) {
  ASSERT_TRUE(gets_through(hint(1)));
  const auto backends = stranger.run(
      "SELECT pid::bigint FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()");
  const auto signal_all = [&](int signal) {
    for (std::size_t row = 0; row < backends.size(); ++row)
      ::kill(static_cast<pid_t>(backends.integer(row, 0)), signal);
  };
  signal_all(SIGSTOP);
  const chat::Writes much{chat::lobby, chat::contract::somebody(std::string(10'000, 'x'))};
  for (int i = 0; i < 2'000; ++i) here.publish(much, speaker);
  EXPECT_GT(here.counts().unsent, 0);
  signal_all(SIGCONT);
  EXPECT_TRUE(gets_through(hint(2)));
}

}  // namespace adapters
