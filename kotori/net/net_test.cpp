#include "kotori/async/task_group.hpp"
#include "kotori/net/pipe.hpp"
#include "kotori/net/stream_wait.hpp"

#include <gtest/gtest.h>
#include <string>
#include <utility>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;
using State = Transfer::Stream;

std::string read_some(Stream& stream, std::size_t most = 100) {
  std::string bytes(most, '\0');
  bytes.resize(stream.read(bytes).bytes);
  return bytes;
}

struct APipe : testing::Test {
  Simulation simulation;
  std::unique_ptr<Pipe> ann, bob;
  void connect(PipeOptions options = {}) {
    std::tie(ann, bob) = make_pipe(simulation, simulation.loop(), simulation.loop(), options);
  }
  void idle() { simulation.run_until_idle(); }
};
}  // namespace

TEST_F(APipe, CarriesBytesInOrder) {
  connect();
  ann->write("one ");
  ann->write("two");
  EXPECT_EQ(read_some(*bob), "one two");
}

TEST_F(APipe, SaysWhenThereIsNothingYetAndTellsWhenThereIs) {
  connect();
  EXPECT_EQ(bob->read({}).stream, State::open);
  EXPECT_FALSE(bob->may_read());
  ann->write("x");
  idle();
  EXPECT_TRUE(bob->may_read());
}

TEST_F(APipe, HoldsNoMoreThanItsCapacity) {
  connect({.capacity = 4});
  EXPECT_EQ(ann->write("abcdef").bytes, 4U);
  EXPECT_FALSE(ann->may_write());
  read_some(*bob);
  idle();
  EXPECT_TRUE(ann->may_write());
}

TEST_F(APipe, HasDeliveredWhatWasRead) {
  connect();
  EXPECT_TRUE(ann->delivery().complete);
  ann->write("abcdef");
  read_some(*bob, 4);
  EXPECT_EQ(ann->delivery().bytes, 4U);
  EXPECT_FALSE(ann->delivery().complete);
  read_some(*bob);
  EXPECT_EQ(ann->delivery().bytes, 6U);
  EXPECT_TRUE(ann->delivery().complete);
}

TEST_F(APipe, EndsAfterWhatWasWritten) {
  connect();
  ann->write("bye");
  ann->finish_writing();
  EXPECT_EQ(read_some(*bob), "bye");
  EXPECT_EQ(bob->read({}).stream, State::ended);
  EXPECT_EQ(bob->write("still here").bytes, 10U);
}

TEST_F(APipe, IsCutAtAnyByte) {
  connect();
  ann->cut_after(3);
  ann->write("abcdef");
  EXPECT_EQ(read_some(*bob), "abc");
  EXPECT_EQ(bob->read({}).stream, State::failed);
  EXPECT_EQ(ann->write("x").stream, State::failed);
}

TEST_F(APipe, FailsAtTheNthOperation) {
  connect();
  simulation.faults().fail_nth(2);
  EXPECT_EQ(ann->write("a").stream, State::open);
  EXPECT_EQ(ann->write("b").stream, State::failed);
  EXPECT_EQ(bob->read({}).stream, State::failed);
}

TEST_F(APipe, MayFindAtTheNthOperationThatTheOtherHasGone) {
  connect();
  simulation.faults().fail_nth(2, Fault::end);
  ann->write("a");
  EXPECT_EQ(ann->write("b").stream, State::failed);
  EXPECT_EQ(read_some(*bob), "a");
  EXPECT_EQ(bob->read({}).stream, State::ended);
  EXPECT_EQ(bob->write("still here").bytes, 10U);
  simulation.faults().fail_nth(1, Fault::end);
  EXPECT_EQ(ann->read({}).stream, State::ended);
  EXPECT_EQ(bob->write("now not").stream, State::failed);
}

TEST_F(APipe, MayTakeASingleByteAtTheNthOperationAndTheRestLater) {
  connect();
  simulation.faults().fail_nth(1, Fault::one_byte);
  EXPECT_EQ(ann->write("hello").bytes, 1U);
  EXPECT_FALSE(ann->may_write());
  idle();
  EXPECT_TRUE(ann->may_write());
  ann->write("ello");
  simulation.faults().fail_nth(1, Fault::one_byte);
  EXPECT_EQ(read_some(*bob), "h");
  EXPECT_TRUE(bob->may_read());
  EXPECT_EQ(read_some(*bob), "ello");
}

TEST_F(APipe, MayStallForEverAtTheNthOperation) {
  connect();
  ann->write("before");
  simulation.faults().fail_nth(1, Fault::stall);
  EXPECT_EQ(ann->write("behind").stream, State::open);
  EXPECT_EQ(read_some(*bob), "");
  ann.reset();
  idle();
  EXPECT_FALSE(bob->may_read());
  EXPECT_EQ(bob->read({}).stream, State::open);
}

TEST_F(APipe, LetsSomethingElseHappenAtTheNthOperation) {
  connect();
  int happened = 0;
  simulation.faults().at_nth(2, [&] { ++happened; });
  ann->write("a");
  EXPECT_EQ(happened, 0);
  EXPECT_EQ(ann->write("b").stream, State::open);
  ann->write("c");
  EXPECT_EQ(happened, 1);
}

TEST_F(APipe, IsSoundIfThatIsWanted) {
  connect({.faulty = false});
  simulation.faults().fail_nth(1);
  EXPECT_EQ(ann->write("a").stream, State::open);
  EXPECT_EQ(simulation.faults().operations(), 0U);
}

TEST_F(APipe, WakesWhoWaitsForIt) {
  connect();
  TaskGroup group;
  std::string heard;
  auto listen = [&]() -> Task<> {
    EXPECT_EQ(co_await wait_readable(*bob, 1h), Waited::ready);
    heard = read_some(*bob);
  };
  bob->read({});
  simulation.run_on(simulation.loop(), [&] { group.spawn(listen()); });
  simulation.run_on(simulation.loop(), [&] { ann->write("hello"); });
  EXPECT_EQ(heard, "hello");
}

TEST_F(APipe, LetsAWaitEndByTheClockOrByStopping) {
  connect();
  TaskGroup group;
  std::vector<Waited> waited;
  auto listen = [&]() -> Task<> {
    waited.push_back(co_await wait_readable(*bob, 5s));
    waited.push_back(co_await wait_readable(*bob, 5s));
  };
  bob->read({});
  simulation.run_on(simulation.loop(), [&] { group.spawn(listen()); });
  simulation.advance(5s);
  simulation.run_on(simulation.loop(), [&] { simulation.loop().stop_waiting(); });
  EXPECT_EQ(waited, (std::vector{Waited::too_long, Waited::stopping}));
}

TEST(Endpoint, IsReadAsPeopleWriteIt) {
  EXPECT_EQ(parse_endpoint("127.0.0.1:8080"), (Endpoint{"127.0.0.1", 8080}));
  EXPECT_EQ(parse_endpoint("[::1]:0"), (Endpoint{"::1", 0}));
  EXPECT_EQ(parse_endpoint("localhost:80"), (Endpoint{"127.0.0.1", 80}));
  EXPECT_EQ(parse_endpoint(":80"), (Endpoint{"0.0.0.0", 80}));
  EXPECT_EQ((Endpoint{"::1", 7}).text(), "[::1]:7");
}

TEST(Endpoint, RefusesWhatIsNone) {
  for (const auto* text : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:-1", "127.0.0.1:80x",
                           "::1:80", "[::1]", "[127.0.0.1]:80", "chat.example:80", "[]:80"})
    EXPECT_FALSE(parse_endpoint(text)) << text;
}

}  // namespace kotori::inline v0
