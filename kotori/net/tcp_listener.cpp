#include "kotori/net/tcp_listener.hpp"

#include "kotori/base/log.hpp"
#include "kotori/net/sockets.hpp"

#include <cerrno>
#include <chrono>
#include <cstring>
#include <fmt/format.h>
#include <system_error>
#include <unistd.h>

namespace kotori::inline v0 {
namespace {

constexpr int backlog = 4096;
/// Those who connect without pause get this much of a turn, so that others get theirs.
constexpr int accepts_a_turn = 64;
constexpr auto retry_after = std::chrono::milliseconds{100};

void turn_on(int fd, int option) {
  const int on = 1;
  setsockopt(fd, SOL_SOCKET, option, &on, sizeof on);
}

Endpoint endpoint_of(int fd) {
  detail::SocketAddress address;
  getsockname(fd, address.get(), &address.size);
  return detail::to_endpoint(address);
}

Error cannot_listen(const Endpoint& endpoint, int error) {
  const std::string_view hint = error == EADDRINUSE ? "; another program listens there: stop it or choose another port"
                                : error == EACCES   ? "; ports below 1024 need a privilege: choose a higher one"
                                                    : "";
  return {ErrorCode::unavailable,
          fmt::format("cannot listen on {}: {}{}", endpoint.text(), std::strerror(error), hint),
          {}};
}

}  // namespace

ListeningSocket::~ListeningSocket() {
  if (fd_ >= 0) close(fd_);
}

Endpoint ListeningSocket::endpoint() const { return endpoint_of(fd_); }

Result<std::vector<ListeningSocket>> listen_tcp(const Endpoint& endpoint, std::size_t count, PortUse use) {
  std::vector<ListeningSocket> sockets;
  auto at = endpoint;
  for (std::size_t i = 0; i < count; ++i) {
    const int fd = detail::open_socket(at);
    sockets.emplace_back(fd);
    turn_on(fd, SO_REUSEADDR);
    if (i > 0 || use == PortUse::shared) turn_on(fd, SO_REUSEPORT);
    auto address = detail::to_socket_address(at);
    if (bind(fd, address.get(), address.size) != 0) return std::unexpected(cannot_listen(at, errno));
    // Shared only after it was bound exclusively: from now on our own may join, and a stranger still may not.
    if (i == 0 && use == PortUse::exclusive) turn_on(fd, SO_REUSEPORT);
    if (listen(fd, backlog) != 0) return std::unexpected(cannot_listen(at, errno));
    at = endpoint_of(fd);
  }
  return sockets;
}

TcpListener::TcpListener(EpollLoop& loop, ListeningSocket socket, OnAccept on_accept)
    : loop_(loop), fd_(socket.release()), on_accept_(std::move(on_accept)) {
  loop_.watch(fd_, *this);
}

TcpListener::~TcpListener() {
  accept_some(backlog);
  loop_.forget(fd_, *this);
  close(fd_);
}

void TcpListener::on_ready(Readiness) { go_on(); }

void TcpListener::go_on() {
  if (!accept_some(accepts_a_turn)) loop_.arm(next_, Duration::zero());
}

bool TcpListener::accept_some(int most) {
  for (int i = 0; i < most; ++i) {
    const int error = accept_one();
    if (error == 0) out_of_descriptors_ = false;
    if (error == 0 || error == EINTR || error == ECONNABORTED) continue;
    if (error == EAGAIN || error == EWOULDBLOCK) return true;
    // Out of descriptors or memory: the backlog keeps the others while we wait for some to come free.
    if (!out_of_descriptors_)
      log::warning("cannot accept",
                   {{"error", std::strerror(error)}, {"hint", "raise the limit of open files (ulimit -n)"}});
    out_of_descriptors_ = true;
    loop_.arm(next_, retry_after);
    return true;
  }
  return false;
}

int TcpListener::accept_one() {
  const int fd = accept4(fd_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (fd < 0) return errno;
  try {
    on_accept_(std::make_unique<TcpStream>(loop_, fd));
    return 0;
  } catch (const std::system_error& unwatchable) {
    return unwatchable.code().value();
  }
}

}  // namespace kotori::inline v0
