#include "apps/kotori/bench/rooms.hpp"

#include <gtest/gtest.h>

namespace bench {
namespace {

TEST(RoomsOfABench, AreTheLobbyForAllWhenNoneAreOpened) {
  const Rooms rooms;
  EXPECT_FALSE(rooms.are_opened());
  EXPECT_EQ(rooms.of(7), "lobby");
  EXPECT_EQ(rooms.in_room_of(7, 10), 10U);
  EXPECT_FALSE(rooms.opens(0));
}

TEST(RoomsOfABench, AreFilledInTurnAndOpenedByTheFirst) {
  const Rooms rooms{3};
  EXPECT_EQ(rooms.of(4), rooms.of(1));
  EXPECT_NE(rooms.of(4), rooms.of(2));
  EXPECT_TRUE(rooms.opens(2));
  EXPECT_FALSE(rooms.opens(3));
  EXPECT_EQ(rooms.opener_of(5), 2U);
}

TEST(RoomsOfABench, HaveOneMoreWhereTheCountIsUneven) {
  const Rooms rooms{3};
  EXPECT_EQ(rooms.in_room_of(0, 7), 3U);
  EXPECT_EQ(rooms.in_room_of(1, 7), 2U);
  EXPECT_EQ(rooms.in_room_of(2, 7), 2U);
}

TEST(RoomsOfABench, AreOthersInEachRun) { EXPECT_NE(Rooms{1}.of(0), Rooms{1}.of(0)); }

}  // namespace
}  // namespace bench
