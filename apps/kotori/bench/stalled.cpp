#include "apps/kotori/bench/stalled.hpp"

#include "kotori/websocket/frame_encoder.hpp"

#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace bench {
namespace {

constexpr int small_buffer = 4096, large_buffer = 1 << 22;
/// On loopback segments are of 64 KiB, and the server's kernel would take some MiB for each before the server notices.
constexpr int small_segment = 536;
constexpr std::chrono::seconds patience{10};
constexpr int silence = 1000;  // milliseconds

std::runtime_error cannot_stall(std::string_view why) {
  return std::runtime_error(fmt::format("a connection that should stall was not let in: {}", why));
}

std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> where_is(const kotori::Endpoint& endpoint) {
  addrinfo hints{}, *found = nullptr;
  hints.ai_flags = AI_NUMERICHOST;
  hints.ai_socktype = SOCK_STREAM;
  if (const int error = getaddrinfo(endpoint.address.c_str(), std::to_string(endpoint.port).c_str(), &hints, &found);
      error != 0)
    throw cannot_stall(gai_strerror(error));
  return {found, freeaddrinfo};
}

void say(int socket, const std::string& bytes) {
  if (send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
    throw cannot_stall(std::strerror(errno));
}

/// To the end of the head, and not a byte further.
std::string head_of_the_answer(int socket) {
  std::string head;
  for (char next = 0; !head.ends_with("\r\n\r\n");) {
    if (recv(socket, &next, 1, 0) != 1) throw cannot_stall("no answer");
    head += next;
  }
  return head;
}

}  // namespace

Stalled::Stalled(const Options& options) {
  for (std::uint32_t number = 0; number < options.stalled; ++number) enter(options, number);
}

Stalled::~Stalled() {
  for (const int socket : sockets_) close(socket);
}

void Stalled::enter(const Options& options, std::uint32_t number) {
  const auto& url = options.urls.front();
  const auto to = where_is(url.endpoint);
  const int socket = ::socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) throw cannot_stall(std::strerror(errno));
  sockets_.push_back(socket);
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small_buffer, sizeof small_buffer);
  setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &small_segment, sizeof small_segment);
  const timeval at_most{.tv_sec = patience.count(), .tv_usec = 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &at_most, sizeof at_most);
  if (connect(socket, to->ai_addr, to->ai_addrlen) != 0) throw cannot_stall(std::strerror(errno));
  const auto subprotocol =
      options.subprotocol.empty() ? "" : fmt::format("Sec-WebSocket-Protocol: {}\r\n", options.subprotocol);
  say(socket, fmt::format("GET {} HTTP/1.1\r\nHost: {}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                          "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{}\r\n",
                          url.target, url.host, subprotocol));
  if (const auto head = head_of_the_answer(socket); !head.starts_with("HTTP/1.1 101 "))
    throw cannot_stall(head.substr(0, head.find('\r')));
  if (!options.greeting) return;
  std::string frame;
  const auto stranger = static_cast<std::uint32_t>(options.connections + number);
  kotori::websocket::append_frame(frame, kotori::websocket::Opcode::text,
                                  options.greeting->fill({.id = fmt::format("s{}", number), .connection = stranger}),
                                  {});
  say(socket, frame);
}

std::size_t Stalled::ended() {
  std::vector<pollfd> open;
  for (const int socket : sockets_) {
    setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &large_buffer, sizeof large_buffer);
    open.push_back({.fd = socket, .events = POLLIN, .revents = 0});
  }
  const auto enough = std::chrono::steady_clock::now() + patience;
  std::array<char, 65536> buffer{};
  while (!open.empty() && std::chrono::steady_clock::now() < enough && poll(open.data(), open.size(), silence) > 0)
    std::erase_if(open, [&](const pollfd& one) {
      if (one.revents == 0) return false;
      const auto got = recv(one.fd, buffer.data(), buffer.size(), MSG_DONTWAIT);
      return got == 0 || (got < 0 && errno != EAGAIN);
    });
  return sockets_.size() - open.size();
}

}  // namespace bench
