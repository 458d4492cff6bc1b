#include "kotori/net/farewell.hpp"

#include "kotori/net/pipe.hpp"

#include <gtest/gtest.h>
#include <tuple>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

/// A peer of somebody who has gone with something unsaid.
struct AFarewell : testing::Test {
  Simulation simulation;
  std::unique_ptr<Pipe> near, far;

  void begin(std::string rest, PipeOptions options = {}) {
    std::tie(near, far) = make_pipe(simulation, simulation.loop(), simulation.loop(), options);
    simulation.run_on(simulation.loop(), [&] { send_and_close(std::move(near), std::move(rest)); });
  }
  std::string hears() {
    std::string text(100, '\0');
    const auto got = far->read(text);
    text.resize(got.bytes);
    simulation.run_until_idle();
    return got.bytes == 0 && got.stream != Transfer::Stream::open ? "(ended)" : text;
  }
};

}  // namespace

TEST_F(AFarewell, SaysAllAndEnds) {
  begin("goodbye");
  EXPECT_EQ(hears(), "goodbye");
  EXPECT_EQ(hears(), "(ended)");
}

TEST_F(AFarewell, GoesOnAsThereIsRoom) {
  begin("goodbye", {.capacity = 4});
  EXPECT_EQ(hears(), "good");
  EXPECT_EQ(hears(), "bye");
  EXPECT_EQ(hears(), "(ended)");
}

TEST_F(AFarewell, WaitsForItsPeerForFiveSecondsAndNoLonger) {
  begin("goodbye", {.capacity = 4});
  simulation.advance(5s - 1ms);
  EXPECT_EQ(hears(), "good");
  EXPECT_EQ(hears(), "bye");
  far.reset();

  begin("goodbye", {.capacity = 4});
  simulation.advance(5s);
  EXPECT_EQ(hears(), "good");
  EXPECT_EQ(hears(), "(ended)");
}

}  // namespace kotori::inline v0
