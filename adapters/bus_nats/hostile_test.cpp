#include "adapters/bus_nats/nats_bus.hpp"
#include "adapters/bus_nats/test_nats_server.hpp"
#include "adapters/bus_nats/test_stranger.hpp"

#include <gtest/gtest.h>

/// What a stranger with access to the bus can do: nothing but what a bad bus does anyway.
namespace adapters {
namespace {

using chat::contract::Ear;
using chat::contract::eventually;
using chat::contract::hint;
using Message = Stranger::Message;

const BusKey key{{1, 2, 3}};
const chat::RoomName garden{"garden"};

/// The speaker's server and the ear's: what comes from the one to the other is in the strangers' hands.
class AStranger : public testing::Test {
 protected:
  void SetUp() override {
    here.listen(speaker);
    there.listen(ear);
    there.want(chat::lobby);
    there.want(garden);
    ASSERT_TRUE(eventually([&] { return here.reachable() && there.reachable(); }));
    probe = caught(1, garden);
    ASSERT_TRUE(eventually([&] {
      mouth.publish(probe);
      return ear.has_heard(hint(1, garden));
    }));
    mouth.publish(caught(2, garden));
    ear.up_to(hint(2, garden));
    ASSERT_TRUE(eventually([&] { return there.counts().heard == 2; }));
  }
  /// What the speaker has said.
  Message caught(std::uint64_t seq, const chat::RoomName& room = chat::lobby) {
    here.publish(hint(seq, room), speaker);
    return spy.next();
  }
  /// All that was said before has come to the ear when it hears this.
  BusCounts counts_after(const Message& message, std::uint64_t seq) {
    mouth.publish(message);
    ear.up_to(hint(seq));
    EXPECT_TRUE(eventually([&, heard = ear.heard().size()] { return there.counts().heard == heard; }));
    return there.counts();
  }

  Ear speaker{"here"}, ear{"there"};
  NatsServer near, far;
  NatsBus here{key, {.urls = {near.url()}, .ca_file = {}}};
  NatsBus there{key, {.urls = {far.url()}, .ca_file = {}}};
  Stranger spy{near.port()}, mouth{far.port()};
  Message probe;
};

}  // namespace

TEST_F(AStranger, CanCarryNewsUnspoiled) {
  const auto before = there.counts();
  const auto after = counts_after(caught(2), 2);
  EXPECT_EQ(after.heard, before.heard + 1);
  EXPECT_EQ(after.dropped(), before.dropped());
}

TEST_F(AStranger, CannotReadWhatIsSaid) {
  here.publish(chat::Writes{chat::lobby, chat::contract::somebody("Ann Somebody")}, speaker);
  const auto caught = spy.next();
  for (const auto* word : {"lobby", "Ann", "writes", "here"}) {
    EXPECT_FALSE(caught.bytes.contains(word));
    EXPECT_FALSE(caught.subject.contains(word));
  }
}

TEST_F(AStranger, CannotChangeCutMoveOrInvent) {
  const auto good = caught(2);
  const auto before = there.counts();
  auto changed = good;
  changed.bytes[good.bytes.size() / 2] ^= 1;
  auto cut = good;
  cut.bytes.pop_back();
  const Message moved{probe.subject, good.bytes};
  const Message invented{good.subject, R"({"node":"here","life":1,"count":9,"news":{"type":"hint"}})"};
  const Message empty{good.subject, ""};
  const Message longest{good.subject, std::string(Exchange::most_sealed, 'x')};
  const Message too_long{good.subject, std::string(Exchange::most_sealed + 1, 'x')};
  for (const auto& spoiled : {changed, cut, moved, invented, empty, longest, too_long}) mouth.publish(spoiled);
  auto expected = before;
  expected.forged += 6;
  expected.too_large += 1;
  expected.heard += 1;
  EXPECT_EQ(counts_after(good, 2), expected);
}

TEST_F(AStranger, CannotRepeatWhatWasHeardBeforeOrThere) {
  const auto good = caught(2);
  const auto before = counts_after(good, 2);
  for (int i = 0; i < 3; ++i) mouth.publish(good);
  auto expected = before;
  expected.replayed += 3;
  expected.heard += 1;
  EXPECT_EQ(counts_after(caught(3), 3), expected);
}

TEST_F(AStranger, CanOnlyChangeTheOrderWithinTheWindow) {
  const auto first = caught(2), second = caught(3);
  counts_after(second, 3);
  const auto before = counts_after(first, 2);
  const auto late = caught(4);
  for (std::uint64_t i = 0; i < Replays::window; ++i) here.publish(hint(100), speaker);
  for (std::uint64_t i = 0; i < Replays::window; ++i) mouth.publish(spy.next());
  mouth.publish(late);
  const auto after = counts_after(caught(5), 5);
  EXPECT_EQ(after.replayed, before.replayed + 1);
  EXPECT_EQ(after.heard, before.heard + Replays::window + 1);
  EXPECT_FALSE(ear.has_heard(hint(4)));
}

TEST_F(AStranger, CannotTellANodeItsOwnWords) {
  here.want(chat::lobby);
  const auto own = caught(2);
  ASSERT_TRUE(eventually([&] {
    spy.publish(own);
    return here.counts().own > 0;
  }));
  EXPECT_TRUE(speaker.heard().empty());
  EXPECT_EQ(here.counts().heard, 0);
}

TEST_F(AStranger, WithAnotherKeyIsNotHeard) {
  NatsBus other{{{9}}, {.urls = {far.url()}, .ca_file = {}}};
  Ear foreign{"foreign"};
  other.listen(foreign);
  ASSERT_TRUE(eventually([&] { return other.reachable(); }));
  other.publish(hint(7), foreign);
  const auto said = mouth.next();
  const auto before = there.counts();
  mouth.publish({caught(2).subject, said.bytes});
  auto expected = before;
  expected.forged += 1;
  expected.heard += 1;
  EXPECT_EQ(counts_after(caught(3), 3), expected);
  other.forget(foreign);
}

}  // namespace adapters
