#include "chat/room/presence.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chat {
namespace {

using testing::ElementsAre;

const Person ann{{"a"}, "Ann"}, bob{{"b"}, "Bob"}, cid{{"c"}, "Cid"};

struct APresence : testing::Test {
  Presence presence;
};

}  // namespace

TEST_F(APresence, CountsAPersonOnceWhereverTheyAreConnected) {
  EXPECT_TRUE(presence.arrive({ann, 0}));
  EXPECT_EQ(presence.elsewhere("n2", 2, {ann, bob}), (Presence::Moved{{bob}, {}}));
  EXPECT_EQ(presence.elsewhere("n3", 1, {bob}), Presence::Moved{});
  EXPECT_EQ(presence.count(), 2U);
  EXPECT_THAT(presence.here(9), ElementsAre(ann, bob));
  EXPECT_THAT(presence.connected(9), ElementsAre(ann));
}

TEST_F(APresence, LosesWhoIsConnectedNowhereAnyMore) {
  presence.arrive({ann, 0});
  presence.elsewhere("n2", 2, {ann, bob});
  EXPECT_EQ(presence.leave(ann.id), std::nullopt);
  EXPECT_EQ(presence.find(ann.id), nullptr);
  EXPECT_EQ(presence.elsewhere("n2", 1, {bob}), (Presence::Moved{{}, {ann}}));
  EXPECT_FALSE(presence.arrive({bob, 1}));
  EXPECT_EQ(presence.elsewhere("n2", 0, {}), Presence::Moved{});
  EXPECT_EQ(presence.leave(bob.id), bob);
  EXPECT_EQ(presence.count(), 0U);
}

TEST_F(APresence, TakesWhatANodeSaysInPlaceOfWhatItSaidBefore) {
  presence.elsewhere("n2", 2, {ann, bob});
  EXPECT_EQ(presence.elsewhere("n2", 2, {bob, cid}), (Presence::Moved{{cid}, {ann}}));
  EXPECT_EQ(presence.elsewhere("n2", 2, {bob, cid}), Presence::Moved{});
}

TEST_F(APresence, CountsThoseWhomAnotherNodeDoesNotName) {
  presence.arrive({ann, 0});
  presence.elsewhere("n2", 300, {bob});
  EXPECT_EQ(presence.count(), 301U);
  presence.elsewhere("n2", 0, {bob});
  EXPECT_EQ(presence.count(), 2U) << "who is named is there";
  presence.elsewhere("n2", 0, {});
  EXPECT_EQ(presence.count(), 1U);
}

TEST_F(APresence, KnowsPeopleByTheirNewestNames) {
  presence.arrive({ann, 0});
  presence.elsewhere("n2", 2, {{ann.id, "old"}, bob});
  presence.rename({bob.id, "Rob"});
  EXPECT_THAT(presence.here(9), ElementsAre(ann, Person{bob.id, "Rob"}));
  EXPECT_EQ(presence.elsewhere("n2", 1, {{bob.id, "Bert"}}), (Presence::Moved{{{bob.id, "Bert"}}, {{bob.id, "Rob"}}}));
  EXPECT_THAT(presence.here(9), ElementsAre(ann, Person{bob.id, "Bert"}));
}

}  // namespace chat
