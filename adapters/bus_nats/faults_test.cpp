#include "adapters/bus_nats/nats_bus.hpp"
#include "adapters/bus_nats/test_nats_server.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <atomic>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <sys/socket.h>

/// A bus that is not well harms nobody: what is said is lost, and heard again when it is well again.
namespace adapters {
namespace {

using chat::contract::Ear;
using chat::contract::eventually;
using chat::contract::hint;
using chat::contract::somebody;
using Clock = std::chrono::steady_clock;

class ABus : public testing::Test {
 protected:
  void SetUp() override {
    here.listen(speaker);
    there.listen(ear);
    there.want(chat::lobby);
  }
  /// Says it until it is heard.
  bool gets_through(const chat::News& news) {
    return eventually([&] {
      here.publish(news, speaker);
      return ear.has_heard(news);
    });
  }
  /// Says so much that it fits nowhere; the longest time that this took for one of them.
  Clock::duration flood() {
    Clock::duration longest{};
    const chat::Writes much{chat::lobby, somebody(std::string(10'000, 'x'))};
    for (int i = 0; i < 2'000; ++i) {
      const auto before = Clock::now();
      here.publish(much, speaker);
      longest = std::max(longest, Clock::now() - before);
    }
    return longest;
  }

  Ear speaker{"here"}, ear{"there"};
  NatsServer server;
  const std::string url = server.url();
  NatsBus here{{{1}}, {.urls = {url}, .ca_file = {}}};
  NatsBus there{{{1}}, {.urls = {url}, .ca_file = {}}};
};

/// A port where connections are taken, and nothing more.
class SilentServer {
 public:
  SilentServer() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    EXPECT_EQ(::bind(socket_, reinterpret_cast<const sockaddr*>(&address), size), 0);
    EXPECT_EQ(::listen(socket_, 16), 0);
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&address), &size);
    port_ = ntohs(address.sin_port);
  }
  ~SilentServer() { ::close(socket_); }
  SilentServer(const SilentServer&) = delete;
  SilentServer& operator=(const SilentServer&) = delete;
  std::string url() const { return "nats://127.0.0.1:" + std::to_string(port_); }

 private:
  const int socket_;
  int port_ = 0;
};

std::size_t count_of(std::string_view what, std::string_view text) {
  std::size_t count = 0;
  for (auto at = text.find(what); at != text.npos; at = text.find(what, at + 1)) ++count;
  return count;
}

}  // namespace

TEST_F(ABus, ComesBackWhenItsServerIsKilledAndStartedAgain) {
  ASSERT_TRUE(gets_through(hint(1)));
  testing::internal::CaptureStderr();
  for (std::uint64_t round = 2; round < 4; ++round) {
    server.kill();
    ASSERT_TRUE(eventually([&] { return !here.reachable() && !there.reachable(); }));
    const auto unsent = here.counts().unsent;
    here.publish(hint(100), speaker);
    EXPECT_EQ(here.counts().unsent, unsent + 1);
    there.want(chat::RoomName{"room" + std::to_string(round)});
    server.start();
    ASSERT_TRUE(gets_through(hint(round)));
    ASSERT_TRUE(gets_through(hint(1, {"room" + std::to_string(round)})));
  }
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_EQ(count_of("bus out of reach", log), 4) << log;
  EXPECT_EQ(count_of("bus connected", log), 4) << log;
  EXPECT_FALSE(ear.has_heard(hint(100)));
}

TEST_F(ABus, HarmsNobodyWhileItsServerStandsStill) {
  ASSERT_TRUE(gets_through(hint(1)));
  server.stop();
  EXPECT_LT(flood(), std::chrono::seconds{1});
  EXPECT_GT(here.counts().unsent, 0);
  ASSERT_TRUE(eventually([&] { return !here.reachable() && !there.reachable(); }));
  server.go_on();
  EXPECT_TRUE(gets_through(hint(2)));
}

TEST_F(ABus, EndsWhileItsServerStandsStill) {
  ASSERT_TRUE(gets_through(hint(1)));
  server.stop();
  NatsBus waiting{{{1}}, {.urls = {url}, .ca_file = {}}};
  waiting.listen(ear);
  waiting.want(chat::lobby);
  waiting.publish(hint(2), ear);
  flood();
}

TEST_F(ABus, HarmsNobodyWhileAListenerIsSlow) {
  struct Slow final : chat::BusListener {
    const chat::NodeId& node() const override { return self; }
    void on_news(const chat::NodeId&, const chat::News&) override { quick.wait(false); }
    chat::NodeId self{"slow", 1};
    std::atomic<bool> quick = false;
  } slow;
  ASSERT_TRUE(gets_through(hint(1)));
  there.listen(slow);
  EXPECT_LT(flood(), std::chrono::seconds{1});
  EXPECT_TRUE(eventually([&] {
    here.publish(chat::Writes{chat::lobby, somebody(std::string(10'000, 'x'))}, speaker);
    return there.counts().overruns > 0;
  }));
  slow.quick = true;
  slow.quick.notify_all();
  EXPECT_TRUE(gets_through(hint(2)));
  there.forget(slow);
}

TEST_F(ABus, FindsTheServerThatAnswersAmongThoseThatDoNot) {
  const SilentServer silent;
  NatsServer gone;
  gone.kill();
  NatsBus bus{{{1}}, {.urls = {silent.url(), gone.url(), "nats://no-such-host.invalid", url}, .ca_file = {}}};
  EXPECT_TRUE(eventually([&] { return bus.reachable(); }));
}

TEST_F(ABus, ComesAboutWhenItsServerTakesItAtLast) {
  server.kill();
  server.start({"--user", "ann", "--pass", "another"});
  testing::internal::CaptureStderr();
  NatsBus late{{{1}}, {.urls = {"nats://ann:secret@" + url.substr(7)}, .ca_file = {}}};
  ASSERT_TRUE(eventually([&] { return count_of("authentication error", server.log()) >= 6; }));
  EXPECT_FALSE(late.reachable());
  server.kill();
  server.start({"--user", "ann", "--pass", "secret"});
  EXPECT_TRUE(eventually([&] { return late.reachable(); }));
  const auto log = testing::internal::GetCapturedStderr();
  EXPECT_TRUE(log.contains("bus out of reach")) << log;
  EXPECT_FALSE(log.contains("secret")) << log;
}

TEST(ABusWithoutAServer, IsNotMade) {
  EXPECT_THROW(NatsBus({{1}}, {}), std::invalid_argument);
  EXPECT_THROW(NatsBus({{1}}, {.urls = {"http://bus"}, .ca_file = {}}), std::invalid_argument);
}

}  // namespace adapters
