// What a ready socket costs with edge- and with level-triggered epoll: an echo over loopback, both ends in one thread.
// Decision 0012 quotes it.
#include <arpa/inet.h>
#include <array>
#include <benchmark/benchmark.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <vector>

namespace {

constexpr std::size_t message_bytes = 128;

/// Connected pairs of TCP sockets; the servers' ends are watched.
class Pairs {
 public:
  Pairs(std::size_t count, std::uint32_t events) {
    const int listener = socket(AF_INET, SOCK_STREAM, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (bind(listener, reinterpret_cast<sockaddr*>(&address), size) != 0 || listen(listener, 128) != 0)
      throw std::runtime_error("cannot listen");
    getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
    for (std::size_t i = 0; i < count; ++i) {
      const int client = socket(AF_INET, SOCK_STREAM, 0);
      if (connect(client, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot connect");
      const int server = accept4(listener, nullptr, nullptr, SOCK_NONBLOCK);
      const int on = 1;
      for (const int fd : {client, server}) setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
      epoll_event event{.events = events, .data = {.fd = server}};
      epoll_ctl(epoll_, EPOLL_CTL_ADD, server, &event);
      clients.push_back(client);
      servers.push_back(server);
    }
    close(listener);
  }
  ~Pairs() {
    for (const auto* ends : {&clients, &servers})
      for (const int fd : *ends) close(fd);
    close(epoll_);
  }
  Pairs(const Pairs&) = delete;
  Pairs& operator=(const Pairs&) = delete;

  /// Echoes what has come; gives how many sockets were ready.
  std::size_t turn() {
    const int ready = epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), 0);
    for (int i = 0; i < ready; ++i) {
      const int fd = events_[static_cast<std::size_t>(i)].data.fd;
      const auto got = recv(fd, buffer_.data(), buffer_.size(), 0);
      if (got > 0) benchmark::DoNotOptimize(send(fd, buffer_.data(), static_cast<std::size_t>(got), MSG_NOSIGNAL));
    }
    return static_cast<std::size_t>(ready);
  }

  std::vector<int> clients, servers;

 private:
  int epoll_ = epoll_create1(0);
  std::array<epoll_event, 512> events_{};
  std::vector<char> buffer_ = std::vector<char>(256 * 1024);
};

void echo(benchmark::State& state, std::uint32_t events) {
  Pairs pairs{static_cast<std::size_t>(state.range(0)), events};
  const std::array<char, message_bytes> message{};
  std::array<char, message_bytes> answer{};
  for (auto _ : state) {
    for (const int fd : pairs.clients) benchmark::DoNotOptimize(send(fd, message.data(), message.size(), 0));
    for (std::size_t echoed = 0; echoed < pairs.clients.size();) echoed += pairs.turn();
    for (const int fd : pairs.clients) benchmark::DoNotOptimize(recv(fd, answer.data(), answer.size(), MSG_WAITALL));
  }
  state.SetItemsProcessed(state.iterations() * state.range(0));
}

void edge(benchmark::State& state) { echo(state, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET); }
void level(benchmark::State& state) { echo(state, EPOLLIN | EPOLLRDHUP); }

BENCHMARK(edge)->Arg(1)->Arg(64)->Arg(1000)->Repetitions(5)->ReportAggregatesOnly();
BENCHMARK(level)->Arg(1)->Arg(64)->Arg(1000)->Repetitions(5)->ReportAggregatesOnly();

}  // namespace
