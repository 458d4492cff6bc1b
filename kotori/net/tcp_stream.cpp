#include "kotori/net/tcp_stream.hpp"

#include "kotori/net/sockets.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <coroutine>
#include <cstring>
#include <fmt/format.h>
#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace kotori::inline v0 {
namespace {

bool is_not_now(int error) { return error == EAGAIN || error == EWOULDBLOCK; }

/// A call that a signal interrupted has done nothing, and there will be no edge to tell of it: it is made again.
template <class F> auto uninterrupted(F call) {
  for (;;)
    if (const auto result = call(); result >= 0 || errno != EINTR) return result;
}

}  // namespace

TcpStream::TcpStream(EpollLoop& loop, int fd) : fd_(fd), loop_(loop) {
  try {
    loop_.watch(fd_, *this);
  } catch (...) {
    close(fd_);
    throw;
  }
}

TcpStream::~TcpStream() {
  loop_.forget(fd_, *this);
  close(fd_);
}

Transfer TcpStream::read(std::span<char> into) {
  const auto got = uninterrupted([&] { return recv(fd_, into.data(), into.size(), 0); });
  if (got == 0) return {0, Transfer::Stream::ended};
  if (got < 0) {
    if (!is_not_now(errno)) return {0, Transfer::Stream::failed};
    nothing_to_read();
    return {};
  }
  // A short read has emptied the socket, unless its end is waiting behind: that edge has already been told.
  if (static_cast<std::size_t>(got) < into.size() && !hung_up_) nothing_to_read();
  return {static_cast<std::size_t>(got)};
}

Transfer TcpStream::write(std::string_view bytes) {
  const auto sent = uninterrupted([&] { return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL); });
  return after_write(sent, bytes.size());
}

Transfer TcpStream::write(std::span<const std::string_view> pieces) {
  std::array<iovec, 64> vectors;  // NOLINT: filled below
  const auto count = std::min(pieces.size(), vectors.size());
  std::size_t offered = 0;
  for (std::size_t i = 0; i < count; ++i) {
    vectors[i] = {const_cast<char*>(pieces[i].data()), pieces[i].size()};
    offered += pieces[i].size();
  }
  msghdr message{};
  message.msg_iov = vectors.data();
  message.msg_iovlen = count;
  return after_write(uninterrupted([&] { return sendmsg(fd_, &message, MSG_NOSIGNAL); }), offered);
}

Transfer TcpStream::after_write(long written, std::size_t offered) {
  if (written < 0) {
    if (!is_not_now(errno)) return {0, Transfer::Stream::failed};
    no_room();
    return {};
  }
  if (static_cast<std::size_t>(written) < offered) no_room();
  return {static_cast<std::size_t>(written)};
}

void TcpStream::finish_writing() { shutdown(fd_, SHUT_WR); }

Delivery TcpStream::delivery() const {
  tcp_info info{};
  socklen_t size = sizeof info;
  getsockopt(fd_, IPPROTO_TCP, TCP_INFO, &info, &size);
  return {info.tcpi_bytes_acked, info.tcpi_unacked == 0 && info.tcpi_notsent_bytes == 0};
}

Endpoint TcpStream::peer() const {
  detail::SocketAddress address;
  if (getpeername(fd_, address.get(), &address.size) != 0) return {"", 0};
  return detail::to_endpoint(address);
}

void TcpStream::on_ready(Readiness readiness) {
  hung_up_ = hung_up_ || readiness.hung_up;
  became_ready(readiness.readable, readiness.writable);
}

namespace {

/// Waits for the one event that says that connecting has ended, well or badly; not for ever, and not while the loop
/// stops.
class Connecting final : Watcher, Timer {
 public:
  Connecting(EpollLoop& loop, int fd, Duration at_most) : loop_(loop), fd_(fd), at_most_(at_most) {
    loop_.watch(fd_, *this);
  }
  ~Connecting() { loop_.forget(fd_, *this); }
  Connecting(const Connecting&) = delete;
  Connecting& operator=(const Connecting&) = delete;

  bool await_ready() const { return ready_; }
  void await_suspend(std::coroutine_handle<> caller) {
    caller_ = caller;
    loop_.arm_until_stop(*this, at_most_);
  }
  int await_resume() {
    disarm();
    if (!ready_) return loop_.stopping() ? ECANCELED : ETIMEDOUT;
    int error = 0;
    socklen_t size = sizeof error;
    getsockopt(fd_, SOL_SOCKET, SO_ERROR, &error, &size);
    return error;
  }

 private:
  void on_ready(Readiness) override {
    ready_ = true;
    go_on();
  }
  void on_time() override { go_on(); }
  void go_on() {
    if (caller_) loop_.resume_soon(std::exchange(caller_, {}));
  }

  EpollLoop& loop_;
  int fd_;
  Duration at_most_;
  bool ready_ = false;
  std::coroutine_handle<> caller_;
};

/// Closed unless somebody takes it over.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::unexpected<Error> cannot_connect(const Endpoint& to, int error) {
  return std::unexpected(
      Error{ErrorCode::unavailable, fmt::format("cannot connect to {}: {}", to.text(), std::strerror(error)), {}});
}

/// Any port will do that is free towards that peer, so it is chosen when the socket connects. 0, or the error.
int leave_from(int fd, const std::string& from) {
  const int on = 1;
  setsockopt(fd, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
  auto address = detail::to_socket_address({from, 0});
  return bind(fd, address.get(), address.size) == 0 ? 0 : errno;
}

}  // namespace

Task<Result<std::unique_ptr<Stream>>> connect_tcp(EpollLoop& loop, Endpoint to, std::string from, Duration at_most) {
  try {
    Descriptor fd{detail::open_socket(to)};
    auto address = detail::to_socket_address(to);
    int error = from.empty() ? 0 : leave_from(fd.get(), from);
    if (error == 0) error = connect(fd.get(), address.get(), address.size) == 0 ? 0 : errno;
    if (error == EINPROGRESS) {
      Connecting connecting{loop, fd.get(), at_most};
      error = co_await connecting;
    }
    if (error != 0) co_return cannot_connect(to, error);
    co_return std::make_unique<TcpStream>(loop, fd.release());
  } catch (const std::system_error& none_left) {
    co_return cannot_connect(to, none_left.code().value());
  }
}

}  // namespace kotori::inline v0
