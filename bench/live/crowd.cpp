#include "bench/live/crowd.hpp"

#include <arpa/inet.h>
#include <ctime>
#include <netinet/tcp.h>
#include <stdexcept>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace {

int connected(const kotori::Endpoint& server) {
  const int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(server.port);
  inet_pton(AF_INET, server.address.c_str(), &address.sin_addr);
  if (fd < 0 || connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    throw std::runtime_error("cannot connect; are there descriptors enough?");
  const int on = 1;
  setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return fd;
}

void send_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent < 0) throw std::runtime_error("the server has gone");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void upgrade(int fd, const kotori::Endpoint& server, std::string_view target) {
  send_all(fd, "GET " + std::string(target) + " HTTP/1.1\r\nHost: " + server.text() +
                   "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                   "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
  std::string answer;
  for (char c = 0; !answer.ends_with("\r\n\r\n"); answer += c)
    if (recv(fd, &c, 1, 0) != 1) throw std::runtime_error("the server does not answer");
  if (!answer.starts_with("HTTP/1.1 101")) throw std::runtime_error("the server answers " + answer);
}

double seconds_of(clockid_t clock) {
  timespec now{};
  clock_gettime(clock, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

double seconds_of_others() { return seconds_of(CLOCK_PROCESS_CPUTIME_ID) - seconds_of(CLOCK_THREAD_CPUTIME_ID); }

}  // namespace

Crowd::Crowd(const kotori::Endpoint& server, std::string_view target, std::size_t count)
    : epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  while (sockets_.size() < count) {
    const int fd = sockets_.emplace_back(connected(server));
    upgrade(fd, server, target);
    epoll_event event{.events = EPOLLIN, .data = {.fd = fd}};
    epoll_ctl(epoll_, EPOLL_CTL_ADD, fd, &event);
  }
}

Crowd::~Crowd() {
  for (const int fd : sockets_) close(fd);
  close(epoll_);
}

void Crowd::send(std::size_t who, std::string_view frames) { send_all(sockets_[who], frames); }

void Crowd::hear(std::uint64_t bytes) {
  while (bytes > 0) {
    const int ready = epoll_wait(epoll_, events_.data(), static_cast<int>(events_.size()), -1);
    for (int i = 0; i < ready; ++i) {
      const auto got = recv(events_[static_cast<std::size_t>(i)].data.fd, buffer_.data(), buffer_.size(), MSG_DONTWAIT);
      if (got <= 0 || static_cast<std::uint64_t>(got) > bytes) throw std::runtime_error("not what was to be heard");
      bytes -= static_cast<std::uint64_t>(got);
    }
  }
}

ServerTime::ServerTime() : before_(seconds_of_others()) {}

double ServerTime::seconds() const { return seconds_of_others() - before_; }
