#include "chat/service/test_world.hpp"

#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace chat {
namespace {

using protocol::CaughtUp;
using protocol::Position;
using protocol::Reset;
using protocol::Resume;

const UserId ann{"a"}, bob{"b"};
const Epoch epoch{"test"};

Resume from(std::uint64_t seq, std::optional<kotori::UnixMillis> at = {}) {
  return {epoch, {{.room = lobby, .seq = {seq}, .at = at}}};
}

/// The seqs of the facts that it was told, and "reset" and "caught up" are in the notices.
std::vector<std::uint64_t> seqs(const TestClient& client) {
  std::vector<std::uint64_t> all;
  for (const auto& event : client.events)
    if (const auto seq = protocol::seq_of(event)) all.push_back(seq->value);
  return all;
}

std::vector<std::uint64_t> count(std::uint64_t first, std::uint64_t last) {
  std::vector<std::uint64_t> all;
  for (auto seq = first; seq <= last; ++seq) all.push_back(seq);
  return all;
}

/// Ann has said something `texts` times; the facts' times are 1001, 1002, ...
struct Resuming : testing::Test {
  explicit Resuming(int texts = 30) {
    world.arrive(a, 0, ann);
    for (int i = 1; i <= texts; ++i) world.say(a, 0, std::to_string(i), "text " + std::to_string(i));
  }
  ~Resuming() override {
    world.leave(a, 0);
    if (b.visit) world.leave(b, 1);
  }
  TestWorld world;
  TestClient a, b;
};

struct ResumingFarBack : Resuming {
  ResumingFarBack() : Resuming(1'100) {}
};

}  // namespace

TEST_F(Resuming, TellsAllThatWasMissedInOrderThenSaysSo) {
  world.arrive(b, 1, bob, {"phone"}, from(2));
  EXPECT_EQ(seqs(b), count(3, 30));
  EXPECT_EQ(b.told<CaughtUp>().at(0).seq, Seq{30});
  world.say(a, 0, "more");
  EXPECT_EQ(seqs(b), count(3, 31));
}

TEST_F(Resuming, TellsWhatTheHallRemembersWithoutAskingTheLog) {
  world.arrive(b, 0, bob, {"phone"}, from(25, 1025));
  const auto reads = world.log.pages_read;
  TestClient c;
  world.arrive(c, 0, {"c"}, {"phone"}, from(21, 1021));
  EXPECT_EQ(world.log.pages_read, reads);
  EXPECT_EQ(seqs(c), count(22, 30));
  world.leave(c, 0);
  world.leave(b, 0);
}

TEST_F(Resuming, ReadsOnceForAllWhoMissedTheSame) {
  world.arrive(b, 1, bob, {"phone"}, from(25));
  const auto reads = world.log.pages_read;
  TestClient c;
  world.arrive(c, 1, {"c"}, {"phone"}, from(25));
  EXPECT_EQ(world.log.pages_read, reads);
  EXPECT_EQ(seqs(c), seqs(b));
  world.leave(c, 1);
}

TEST_F(Resuming, OfNothingMissedTellsOnlyThatOneHasIt) {
  world.arrive(b, 1, bob, {"phone"}, from(30, 1030));
  EXPECT_EQ(seqs(b), count(1, 0));
  EXPECT_EQ(b.told<CaughtUp>().size(), 1U);
  EXPECT_TRUE(b.told<Reset>().empty());
}

TEST_F(Resuming, FromTheBeginningTellsAll) {
  world.arrive(b, 1, bob, {"phone"}, from(0, 0));
  EXPECT_EQ(seqs(b), count(1, 30));
}

TEST_F(Resuming, InAnotherEpochBeginsAnewWithTheNewestFacts) {
  world.arrive(b, 1, bob, {"phone"}, Resume{{"other"}, {{.room = lobby, .seq = {29}, .at = {}}}});
  const auto reset = b.told<Reset>().at(0);
  EXPECT_EQ(reset.epoch, epoch);
  EXPECT_EQ(reset.head, Seq{30});
  EXPECT_EQ(reset.facts.size(), 30U);
  EXPECT_FALSE(reset.more);
  EXPECT_EQ(b.told<CaughtUp>().at(0).seq, Seq{30});
}

TEST_F(Resuming, BeginsAnewBehindTheLastFactThatItIsGivenHoweverMuchIsSaidMeanwhile) {
  world.log.page_delay = 500;
  const auto talk = [&]() -> kotori::Task<> {
    while (world.log.pages_read == 0) co_await kotori::next_turn();
    for (int i = 0; i < 5; ++i) {
      const auto id = "meanwhile " + std::to_string(i);
      co_await a.visit->obey(protocol::Say{id, lobby, {id}, id, {}});
    }
  };
  world.simulation.loop(1).post([&] {
    world.tasks.spawn(world.arriving(b, bob, {"phone"}, Resume{{"other"}, {{.room = lobby, .seq = {29}, .at = {}}}}));
    world.simulation.loop(0).post([&] { world.tasks.spawn(talk()); });
  });
  for (int turn = 0; turn < 20; ++turn) world.simulation.advance(std::chrono::milliseconds{1});
  const auto reset = b.told<Reset>().at(0);
  EXPECT_EQ(reset.head, protocol::seq_of(reset.facts.back()));
  EXPECT_EQ(seqs(b), count(reset.head.value + 1, 35));
  EXPECT_FALSE(seqs(b).empty()) << "nothing was said meanwhile";
}

TEST_F(Resuming, OfMoreThanThereIsBeginsAnew) {
  world.arrive(b, 1, bob, {"phone"}, from(31));
  EXPECT_EQ(b.told<Reset>().size(), 1U);
  EXPECT_EQ(b.told<CaughtUp>().at(0).seq, Seq{30});
}

TEST_F(Resuming, AfterAnotherFactOfTheSameNumberBeginsAnew) {
  world.arrive(b, 1, bob, {"phone"}, from(20, 1019));
  EXPECT_EQ(b.told<Reset>().size(), 1U);
  TestClient c;
  world.arrive(c, 0, {"c"}, {"phone"}, from(29, 1028));
  EXPECT_EQ(c.told<Reset>().size(), 1U);
  world.leave(c, 0);
}

TEST_F(ResumingFarBack, BeginsAnewBehindAThousandFactsAndSaysThatThereAreOlderOnes) {
  world.arrive(b, 1, bob, {"phone"}, from(99));
  const auto reset = b.told<Reset>().at(0);
  EXPECT_EQ(reset.facts.size(), 50U);
  EXPECT_TRUE(reset.more);
  EXPECT_EQ(seqs(b), count(1, 0));
  TestClient c;
  world.arrive(c, 2, {"c"}, {"phone"}, from(100));
  EXPECT_EQ(seqs(c), count(101, 1'100));
  world.leave(c, 2);
}

TEST_F(ResumingFarBack, WaitsForWhoTakesNothingAndReadsNoFurther) {
  b.stuck = 1 << 20;
  world.arrive(b, 1, bob, {"phone"}, from(500));
  EXPECT_EQ(seqs(b), count(501, 600));
  b.stuck = 0;
  world.simulation.advance(std::chrono::seconds{1});
  EXPECT_EQ(seqs(b), count(501, 1'100));
  EXPECT_EQ(b.told<CaughtUp>().size(), 1U);
}

TEST_F(ResumingFarBack, EndsInARoomThatIsTooHotToCatchUpWith) {
  b.takes_a_page_each_pause = true;
  world.arrive(b, 1, bob, {"phone"}, from(1'050));
  for (int page = 0; page < 45 && !b.turned_away; ++page) {
    for (int i = 0; i < 115; ++i) world.say(a, 0, "hot " + std::to_string(page) + " " + std::to_string(i));
    world.simulation.advance(std::chrono::milliseconds{20});
  }
  EXPECT_EQ(b.turned_away, TurnedAway::too_slow);
  EXPECT_GT(seqs(b).size(), 4'000U);
  EXPECT_EQ(seqs(b), count(1'051, 1'050 + seqs(b).size()));
  EXPECT_TRUE(b.told<CaughtUp>().empty());
}

TEST_F(Resuming, IsToBeTriedAgainWhenTheLogCannotBeRead) {
  world.log.unreadable = true;
  world.arrive(b, 1, bob, {"phone"}, from(2));
  EXPECT_EQ(b.turned_away, TurnedAway::not_now);
  EXPECT_TRUE(b.told<CaughtUp>().empty());
  world.log.unreadable = false;
}

TEST_F(Resuming, OfARoomThatOneHasLeftSaysSo) {
  world.arrive(b, 1, bob, {"phone"}, Resume{epoch, {{.room = {"attic"}, .seq = {3}, .at = {}}}});
  EXPECT_EQ(b.told<protocol::MembershipElsewhere>(), (std::vector{protocol::MembershipElsewhere{{"attic"}, false}}));
}

TEST_F(Resuming, OnTwoConnectionsAtOnceTellsBothAll) {
  TestClient c;
  world.arrive(b, 1, bob, {"phone"}, from(10));
  world.arrive(c, 2, bob, {"phone"}, from(10));
  world.say(a, 0, "more");
  EXPECT_EQ(seqs(b), count(11, 31));
  EXPECT_EQ(seqs(c), count(11, 31));
  world.leave(c, 2);
}

}  // namespace chat
