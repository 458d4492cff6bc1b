#include "kotori/kotori.hpp"
#include "kotori/testing/test_server.hpp"

#include <gtest/gtest.h>

using namespace kotori;
using namespace std::chrono_literals;

Routes egg_timer();

// region: rings
TEST(EggTimer, RingsAfterThreeMinutesAndNotBefore) {
  TestServer server{egg_timer()};
  auto ann = server.connect("/eggs");
  EXPECT_EQ(ann.hears(), "three minutes");
  server.advance(2min + 59s);
  EXPECT_EQ(ann.hears(), "(nothing)");
  server.advance(1s);
  EXPECT_EQ(ann.hears(), "your egg is ready");
  EXPECT_EQ(ann.closed_with(), CloseCode::normal);
}
// end: rings

// region: stops
TEST(EggTimer, DoesNotRingWhenTheServerStops) {
  TestServer server{egg_timer()};
  auto ann = server.connect("/eggs");
  EXPECT_EQ(ann.hears(), "three minutes");
  server.stop();
  EXPECT_EQ(ann.hears(), "(nothing)");
  EXPECT_EQ(ann.closed_with(), CloseCode::service_restart);
}
// end: stops
