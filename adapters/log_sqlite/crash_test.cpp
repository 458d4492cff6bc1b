#include "adapters/log_sqlite/sqlite_log.hpp"
#include "adapters/log_sqlite/test_directory.hpp"
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/simulation.hpp"
#include "kotori/async/task_group.hpp"

#include <array>
#include <cstdint>
#include <gtest/gtest.h>
#include <map>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

/// kill -9 in the middle of a burst: what has been acknowledged is there, once, without holes.
namespace adapters {
namespace {

using kotori::Task;
namespace protocol = chat::protocol;

const chat::UserId ann{"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"};

struct Ack {
  std::uint64_t client_id;
  std::uint64_t seq;
};

enum class Mode { as_it_is, ack_before_commit };

/// A disk that keeps the first transaction, which admits Ann, and none after it.
class DeadDisk final : public kotori::Worker {
 public:
  void post(kotori::Job job) override {
    if (jobs_++ == 0) worker_.post(std::move(job));
  }

 private:
  int jobs_ = 0;
  kotori::WorkerThreads worker_;
};

/// The process that is killed: many speakers, each acknowledging into the pipe what it was answered.
class Victim {
 public:
  Victim(const std::filesystem::path& directory, int acks, Mode mode)
      : log_(directory, mode == Mode::as_it_is ? static_cast<kotori::Worker&>(disk_) : dead_disk_, disk_),
        acks_(acks),
        mode_(mode) {}

  [[noreturn]] void run() {
    loop_.post([this] { group_.spawn(begin()); });
    loop_.run();
    _exit(0);
  }

 private:
  Task<> begin() {
    co_await log_.admit(ann);
    for (int speaker = 0; speaker < 16; ++speaker) group_.spawn(speak());
  }
  Task<> speak() {
    for (;;) {
      const auto client_id = next_client_id_++;
      if (mode_ == Mode::ack_before_commit) acknowledge({client_id, client_id});
      chat::Intent intent{{"lobby"}, {ann, {"phone"}, {std::to_string(client_id)}}, chat::NewText{"hi", {}}, {}};
      const auto outcome = co_await log_.append(std::move(intent));
      acknowledge({client_id, protocol::seq_of(std::get<chat::Stored>(outcome).fact).value});
    }
  }
  void acknowledge(Ack ack) const {
    if (write(acks_, &ack, sizeof ack) != sizeof ack) _exit(1);
  }

  kotori::WorkerThreads disk_;
  DeadDisk dead_disk_;
  SqliteLog log_;
  kotori::EpollLoop loop_;
  kotori::TaskGroup group_;
  int acks_;
  Mode mode_;
  std::uint64_t next_client_id_ = 1;
};

/// Runs a victim until it has acknowledged that many, and kills it; all it has acknowledged.
std::vector<Ack> acks_until_killed(const std::filesystem::path& directory, std::size_t count, Mode mode) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  const pid_t child = fork();
  if (child == 0) {
    close(ends[0]);
    Victim{directory, ends[1], mode}.run();
  }
  close(ends[1]);
  std::vector<Ack> acks;
  for (Ack ack{}; read(ends[0], &ack, sizeof ack) == sizeof ack;) {
    acks.push_back(ack);
    if (acks.size() == count) kill(child, SIGKILL);
  }
  close(ends[0]);
  waitpid(child, nullptr, 0);
  return acks;
}

/// What of these is not in the log, with holes and repeats in it counted, too.
std::size_t broken_promises(const std::filesystem::path& directory, const std::vector<Ack>& acks) {
  kotori::Simulation simulation;
  SqliteLog log{directory, simulation.worker(), simulation.worker()};
  std::size_t broken = 0;
  const auto head = simulation.run(log.room(chat::lobby)).value()->head.value;
  std::uint64_t last = 0;
  for (bool more = true; more;) {
    const auto page = simulation.run(log.read({.room = {"lobby"}, .after = chat::Seq{last}, .limit = 1'000})).value();
    for (const auto& fact : page.facts) broken += protocol::seq_of(fact).value == ++last ? 0 : 1;
    more = page.more;
  }
  broken += last == head ? 0 : 1;
  // A repeat of each acknowledged command tells where it is.
  for (const auto& ack : acks) {
    const auto again = simulation.run(
        log.append({{"lobby"}, {ann, {"phone"}, {std::to_string(ack.client_id)}}, chat::NewText{"hi", {}}, {}}));
    const auto* first = std::get_if<chat::Duplicate>(&again);
    broken += first && first->seq.value == ack.seq ? 0 : 1;
  }
  return broken;
}

}  // namespace

TEST(KillMinusNine, LosesNothingThatWasAcknowledged) {
  for (const std::size_t count : {1U, 40U, 100U}) {
    const TestDirectory fresh;
    const auto acks = acks_until_killed(fresh.path() / "data", count, Mode::as_it_is);
    EXPECT_GE(acks.size(), count);
    EXPECT_EQ(broken_promises(fresh.path() / "data", acks), 0U) << "killed at ack " << count;
  }
}

TEST(KillMinusNine, IsSeenToLoseWhatIsAcknowledgedBeforeTheCommit) {
  const TestDirectory directory;
  const auto acks = acks_until_killed(directory.path() / "data", 16, Mode::ack_before_commit);
  EXPECT_EQ(broken_promises(directory.path() / "data", acks), 16U);
}

}  // namespace adapters
