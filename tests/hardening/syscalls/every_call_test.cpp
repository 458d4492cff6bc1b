#include "kotori/net/tcp_listener.hpp"
#include "tests/hardening/conversations.hpp"
#include "tests/hardening/syscalls/calls.hpp"

#include <cstdlib>
#include <filesystem>
#include <gtest/gtest.h>
#include <optional>

/// Each of the system's calls that a conversation over TCP makes, on either side, fails once.
namespace hardening {
namespace {

using namespace kotori;
using calls::Trouble;

std::size_t open_descriptors() {
  const std::filesystem::directory_iterator all{"/proc/self/fd"};
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

/// Nothing here takes as long.
class Watchdog final : Timer {
 public:
  explicit Watchdog(EpollLoop& loop) { loop.arm(*this, 40s); }

 private:
  void on_time() override {
    ADD_FAILURE() << "somebody waits for ever";
    std::abort();
  }
};

/// A server and its clients on one real loop.
class OverTcp {
 public:
  explicit OverTcp(EpollLoop& loop) : loop_(loop) {}

  /// The conversation with trouble at the nth call, and then once more without any. False: there is no nth call.
  bool run(std::size_t nth, Trouble trouble) {
    auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
    if (!sockets) throw std::runtime_error(sockets.error().message);
    endpoint_ = sockets->front().endpoint();
    listener_.emplace(loop_, std::move(sockets->front()), [this](auto stream) { host_.accept(std::move(stream)); });
    loop_.post([&] { tasks_.spawn(both(nth, trouble)); });
    const Watchdog watchdog{loop_};
    loop_.run();
    return had_trouble_;
  }

  Story troubled, afterwards;
  const Venue& venue() const { return venue_; }
  std::size_t connections() const { return host_.connections(); }

 private:
  Task<std::unique_ptr<Stream>> dial() {
    auto stream = co_await connect_tcp(loop_, endpoint_);
    if (!stream) co_return nullptr;
    co_return std::move(*stream);
  }

  Task<> both(std::size_t nth, Trouble trouble) {
    calls::trouble_nth(nth, trouble);
    co_await by_our_client(line_, troubled);
    had_trouble_ = calls::made() >= nth;
    calls::trouble_nth(0, trouble);
    co_await by_our_client(line_, afterwards);
    listener_.reset();
    co_await host_.stop();
    loop_.quit();
  }

  EpollLoop& loop_;
  Venue venue_;
  Routes routes_ = venue_.routes();
  ServeOptions options_{.websocket = {.close_time = 100ms}};
  std::unique_ptr<server::Premises> premises_ = premises_of(routes_, options_);
  server::Host host_{*premises_};
  Endpoint endpoint_;
  std::optional<TcpListener> listener_;
  TaskGroup tasks_;
  Dial line_ = [this] { return dial(); };
  bool had_trouble_ = false;
};

template <class F> void with_each_call(Trouble trouble, F expect) {
  const auto descriptors = open_descriptors();
  for (std::size_t nth = 1;; ++nth) {
    SCOPED_TRACE(nth);
    bool had_trouble = false;
    {
      EpollLoop loop;
      OverTcp server{loop};
      had_trouble = server.run(nth, trouble);
      ASSERT_EQ(server.afterwards.back(), "(done)") << "the server does not serve any more";
      EXPECT_EQ(server.connections(), 0U);
      EXPECT_EQ(server.venue().seats(), 0U);
      if (had_trouble) expect(server.troubled, server.afterwards);
    }
    ASSERT_EQ(open_descriptors(), descriptors);
    if (!had_trouble) {
      EXPECT_GT(nth, 30U);
      return;
    }
  }
}

}  // namespace

TEST(EveryCall, MayFailAndTheServerGoesOn) {
  with_each_call(Trouble::fails, [](const Story& troubled, const Story& soundly) {
    for (std::size_t i = 0; i < troubled.size(); ++i) EXPECT_EQ(troubled[i], soundly[i]);
  });
}

TEST(EveryCall, MayBeInterruptedAndNothingIsDifferent) {
  with_each_call(Trouble::interrupted,
                 [](const Story& troubled, const Story& soundly) { EXPECT_EQ(troubled, soundly); });
}

}  // namespace hardening
