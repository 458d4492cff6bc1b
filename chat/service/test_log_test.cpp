#include "chat/service/test_log.hpp"

#include "chat/ports/log_contract.hpp"
#include "kotori/async/simulation.hpp"

#include <utility>

namespace chat::contract {
namespace {

/// Nothing ends with a log in memory, so there is nothing to open again.
struct TestBench {
  template <class T> T run(kotori::Task<T> task) { return simulation.run(std::move(task)); }
  Log& log() { return log_; }
  void reopen() {}

  kotori::Simulation simulation;

 private:
  TestLog log_{simulation.worker()};
};

}  // namespace

INSTANTIATE_TYPED_TEST_SUITE_P(Test, LogAppending, TestBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Test, LogMessages, TestBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Test, LogReading, TestBench);
INSTANTIATE_TYPED_TEST_SUITE_P(Test, LogRooms, TestBench);

}  // namespace chat::contract
