#include "kotori/async/task_group.hpp"
#include "kotori/net/sockets.hpp"
#include "kotori/net/stream_wait.hpp"
#include "kotori/net/tcp_listener.hpp"

#include <algorithm>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <netinet/tcp.h>
#include <optional>
#include <sys/resource.h>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {
using namespace std::chrono_literals;

/// Echoes one stream to its end.
Task<> echo(std::unique_ptr<Stream> stream) {
  for (;;) {
    if (co_await wait_readable(*stream, 1h) != Waited::ready) co_return;
    auto buffer = Loop::current()->scratch();
    const auto got = stream->read(buffer);
    std::string_view rest{buffer.data(), got.bytes};
    while (!rest.empty()) {
      const auto put = stream->write(rest);
      rest.remove_prefix(put.bytes);
      if (put.stream != Transfer::Stream::open) co_return;
      std::string kept{rest};
      while (!kept.empty()) {
        if (co_await wait_writable(*stream, 1h) != Waited::ready) co_return;
        kept.erase(0, stream->write(kept).bytes);
      }
      rest = {};
    }
    if (got.stream != Transfer::Stream::open) co_return;
  }
}

/// Sends it all, ends, and gives what comes back until the end.
Task<std::string> exchange(EpollLoop& loop, Endpoint to, std::string sent) {
  auto stream = co_await connect_tcp(loop, to);
  if (!stream) co_return stream.error().message;
  std::string heard;
  bool finished = false;
  for (;;) {
    if (!sent.empty()) sent.erase(0, (*stream)->write(sent).bytes);
    if (sent.empty() && !std::exchange(finished, true)) (*stream)->finish_writing();
    const auto got = (*stream)->read(loop.scratch());
    heard.append(loop.scratch().data(), got.bytes);
    if (got.stream != Transfer::Stream::open) co_return heard;
    if (got.bytes == 0) co_await wait_readable(**stream, 100ms);
  }
}

struct OverTcp : testing::TestWithParam<Endpoint> {
  EpollLoop loop;
  TaskGroup served, clients;
};
}  // namespace

TEST_P(OverTcp, AMegabyteComesBackAsItWasSent) {
  auto sockets = listen_tcp(GetParam(), 1);
  ASSERT_TRUE(sockets) << sockets.error().message;
  const auto endpoint = sockets->front().endpoint();
  ASSERT_NE(endpoint.port, 0);
  TcpListener listener{loop, std::move(sockets->front()), [&](auto stream) { served.spawn(echo(std::move(stream))); }};
  std::string sent, heard;
  for (int i = 0; sent.size() < 1'000'000; ++i) sent += std::to_string(i);
  auto client = [&]() -> Task<> {
    heard = co_await exchange(loop, endpoint, sent);
    loop.quit();
  };
  loop.post([&] { clients.spawn(client()); });
  loop.run();
  EXPECT_TRUE(heard == sent) << heard.size();
}

TEST_P(OverTcp, WhatIsDeliveredIsKnown) {
  auto sockets = listen_tcp(GetParam(), 1);
  ASSERT_TRUE(sockets) << sockets.error().message;
  const auto endpoint = sockets->front().endpoint();
  std::unique_ptr<Stream> other;
  TcpListener listener{loop, std::move(sockets->front()), [&](auto stream) { other = std::move(stream); }};
  Delivery before, between, after;
  std::size_t written = 0;
  auto client = [&]() -> Task<> {
    auto stream = std::move(*co_await connect_tcp(loop, endpoint));
    before = stream->delivery();
    const std::string much(1 << 20, 'x');
    while (stream->may_write()) written += stream->write(much).bytes;
    between = stream->delivery();
    // The other side answers behind what it has read, so the answer acknowledges all of it.
    for (std::size_t read = 0; read < written; co_await wait_readable(*other, 100ms))
      while (const auto got = other->read(loop.scratch()).bytes) read += got;
    other->write("read");
    while (stream->read(loop.scratch()).bytes == 0) co_await wait_readable(*stream, 100ms);
    after = stream->delivery();
    other.reset();
    loop.quit();
  };
  loop.post([&] { clients.spawn(client()); });
  loop.run();
  EXPECT_TRUE(before.complete);
  EXPECT_FALSE(between.complete);
  EXPECT_TRUE(after.complete);
  EXPECT_EQ(after.bytes - before.bytes, written);
}

INSTANTIATE_TEST_SUITE_P(AnyFamily, OverTcp, testing::Values(Endpoint{"127.0.0.1", 0}, Endpoint{"::1", 0}),
                         [](const auto& info) { return info.param.is_ipv6() ? "IPv6" : "IPv4"; });

TEST(ListenTcp, LetsOurOwnLoopsShareAPortButNoSecondServer) {
  const auto ours = listen_tcp({"127.0.0.1", 0}, 4);
  ASSERT_TRUE(ours) << ours.error().message;
  const auto second = listen_tcp(ours->front().endpoint(), 2);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().message,
            "cannot listen on " + ours->front().endpoint().text() +
                ": Address already in use; another program listens there: stop it or choose another port");
}

TEST(ListenTcp, SharesAPortOnlyWithThoseThatAskForIt) {
  const auto first = listen_tcp({"127.0.0.1", 0}, 2, PortUse::shared);
  ASSERT_TRUE(first) << first.error().message;
  const auto at = first->front().endpoint();

  const auto second = listen_tcp(at, 2, PortUse::shared);
  const auto stranger = listen_tcp(at, 2);

  EXPECT_TRUE(second) << second.error().message;
  EXPECT_FALSE(stranger);
}

TEST(ConnectTcp, SaysWhyItCouldNot) {
  EpollLoop loop;
  TaskGroup clients;
  std::string said;
  Endpoint nobody;
  {
    auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
    nobody = sockets->front().endpoint();
  }
  auto client = [&]() -> Task<> {
    said = co_await exchange(loop, nobody, "x");
    loop.quit();
  };
  loop.post([&] { clients.spawn(client()); });
  loop.run();
  EXPECT_EQ(said, "cannot connect to " + nobody.text() + ": Connection refused");
}

/// How many descriptors this process has, and which of them is an epoll's.
struct Descriptors {
  std::ptrdiff_t count = 0;
  int epoll = -1;
};
Descriptors descriptors() {
  Descriptors found;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    ++found.count;
    std::error_code gone;  // the one that lists them
    if (std::filesystem::read_symlink(entry.path(), gone) == "anon_inode:[eventpoll]")
      found.epoll = std::stoi(entry.path().filename());
  }
  return found;
}

TEST(ConnectTcp, ClosesADescriptorThatCannotBeWatched) {
  const auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
  EpollLoop loop;
  TaskGroup clients{[](const std::exception_ptr&) {}};
  auto client = [&]() -> Task<> { co_await connect_tcp(loop, sockets->front().endpoint()); };
  std::ptrdiff_t before = 0, after = 0;
  loop.post([&] {
    const auto [count, epoll] = descriptors();
    const int kept = fcntl(epoll, F_DUPFD_CLOEXEC, 0), no_epoll = open("/dev/null", O_RDONLY | O_CLOEXEC);
    dup3(no_epoll, epoll, O_CLOEXEC);
    clients.spawn(client());
    dup3(kept, epoll, O_CLOEXEC);
    close(no_epoll);
    close(kept);
    before = count;
    after = descriptors().count;
    loop.quit();
  });
  loop.run();
  EXPECT_EQ(clients.size(), 0U);
  EXPECT_EQ(after, before);
}

TEST(ListenTcp, AsksTheKernelToKeep4096WhomNobodyHasAcceptedYet) {
  int most_of_the_kernel = 0;
  std::ifstream{"/proc/sys/net/core/somaxconn"} >> most_of_the_kernel;
  auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
  const int fd = sockets->front().release();
  tcp_info info{};
  socklen_t size = sizeof info;
  ASSERT_EQ(getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &size), 0);
  EXPECT_EQ(info.tcpi_sacked, static_cast<unsigned>(std::min(4096, most_of_the_kernel)));  // so it says while listening
  close(fd);
}

TEST(TcpListener, LetsOthersRunWhileVeryManyConnect) {
  constexpr std::size_t many = 100;
  EpollLoop loop;
  auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
  auto address = detail::to_socket_address(sockets->front().endpoint());
  std::vector<int> callers;
  for (std::size_t i = 0; i < many; ++i) {
    callers.push_back(detail::open_socket({"127.0.0.1", 0}));
    connect(callers.back(), address.get(), address.size);
  }
  std::vector<std::unique_ptr<Stream>> accepted;
  TcpListener listener{loop, std::move(sockets->front()), [&](auto stream) {
                         accepted.push_back(std::move(stream));
                         if (accepted.size() == many) loop.quit();
                       }};
  std::size_t accepted_by_then = many;
  loop.post([&] { accepted_by_then = accepted.size(); });
  loop.run();
  EXPECT_LT(accepted_by_then, many);
  for (const int caller : callers) close(caller);
}

TEST(TcpListener, AcceptsItsBacklogBeforeItEnds) {
  EpollLoop loop;
  auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
  auto address = detail::to_socket_address(sockets->front().endpoint());
  std::vector<std::unique_ptr<Stream>> accepted;
  std::optional<TcpListener> listener;
  listener.emplace(loop, std::move(sockets->front()), [&](auto stream) { accepted.push_back(std::move(stream)); });
  const int caller = detail::open_socket({"127.0.0.1", 0});
  connect(caller, address.get(), address.size);
  listener.reset();
  EXPECT_EQ(accepted.size(), 1U);
  close(caller);
}

TEST(TcpStream, ClosesADescriptorThatCannotBeWatched) {
  EpollLoop loop;
  const int unwatchable = open("/", O_RDONLY | O_CLOEXEC);
  EXPECT_THROW((TcpStream{loop, unwatchable}), std::system_error);
  EXPECT_EQ(fcntl(unwatchable, F_GETFD), -1);
}

TEST(TcpListener, LetsTheBacklogWaitWhenDescriptorsRunOut) {
  EpollLoop loop;
  TaskGroup served, clients;
  auto sockets = listen_tcp({"127.0.0.1", 0}, 1);
  const auto endpoint = sockets->front().endpoint();
  TcpListener listener{loop, std::move(sockets->front()), [&](auto stream) { served.spawn(echo(std::move(stream))); }};

  rlimit before{};
  getrlimit(RLIMIT_NOFILE, &before);
  std::string heard;
  auto client = [&]() -> Task<> {
    EXPECT_EQ(co_await exchange(loop, endpoint, "before"), "before");
    const int next = dup(0);
    close(next);
    const rlimit one_more{static_cast<rlim_t>(next) + 1, before.rlim_max};
    setrlimit(RLIMIT_NOFILE, &one_more);
    // The kernel lets it in; accept() finds no descriptor.
    auto stream = co_await connect_tcp(loop, endpoint);
    setrlimit(RLIMIT_NOFILE, &before);
    stream->reset();
    heard = co_await exchange(loop, endpoint, "hello");
    loop.quit();
  };
  loop.post([&] { clients.spawn(client()); });
  loop.run();
  EXPECT_EQ(heard, "hello");
}

}  // namespace kotori::inline v0
