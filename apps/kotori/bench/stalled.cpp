#include "apps/kotori/bench/stalled.hpp"

#include "kotori/websocket/frame_encoder.hpp"

#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <memory>
#include <netdb.h>
#include <netinet/tcp.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

namespace bench {
namespace {

constexpr int small_buffer = 4096;
/// On loopback segments are of 64 KiB, and the server's kernel would take some MiB for each before the server notices.
constexpr int small_segment = 536;
constexpr timeval patience{.tv_sec = 10, .tv_usec = 0};

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
  const auto& url = options.url;
  const auto to = where_is(url.endpoint);
  const int socket = ::socket(to->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (socket < 0) throw cannot_stall(std::strerror(errno));
  sockets_.push_back(socket);
  setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &small_buffer, sizeof small_buffer);
  setsockopt(socket, IPPROTO_TCP, TCP_MAXSEG, &small_segment, sizeof small_segment);
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
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
                                  options.greeting->fill("", fmt::format("s{}", number), stranger), {});
  say(socket, frame);
}

std::size_t Stalled::still_there() const {
  std::size_t count = 0;
  for (const int socket : sockets_) {
    tcp_info info{};
    socklen_t size = sizeof info;
    getsockopt(socket, IPPROTO_TCP, TCP_INFO, &info, &size);
    if (info.tcpi_state == TCP_ESTABLISHED) ++count;
  }
  return count;
}

}  // namespace bench
