#include "tests/hardening/syscalls/calls.hpp"

#include <cerrno>
#include <limits>
#include <sys/epoll.h>
#include <sys/socket.h>

namespace hardening::calls {
namespace {

std::size_t asked = 0;
std::size_t nth_call = std::numeric_limits<std::size_t>::max();
Trouble kind = Trouble::fails;

/// Whether this call is the one. 0: no such trouble befalls it.
bool is_troubled(int failure, int interruption) {
  const int error = kind == Trouble::fails ? failure : interruption;
  if (error == 0 || ++asked != nth_call) return false;
  errno = error;
  return true;
}

}  // namespace

void trouble_nth(std::size_t nth, Trouble trouble) {
  asked = 0;
  nth_call = nth;
  kind = trouble;
}

std::size_t made() { return asked; }

}  // namespace hardening::calls

using hardening::calls::is_troubled;

extern "C" {
int __real_socket(int domain, int type, int protocol);
int __wrap_socket(int domain, int type, int protocol) {
  return is_troubled(EMFILE, 0) ? -1 : __real_socket(domain, type, protocol);
}
int __real_connect(int fd, const sockaddr* address, socklen_t size);
int __wrap_connect(int fd, const sockaddr* address, socklen_t size) {
  return is_troubled(ENETUNREACH, 0) ? -1 : __real_connect(fd, address, size);
}
int __real_accept4(int fd, sockaddr* address, socklen_t* size, int flags);
int __wrap_accept4(int fd, sockaddr* address, socklen_t* size, int flags) {
  return is_troubled(EMFILE, EINTR) ? -1 : __real_accept4(fd, address, size, flags);
}
ssize_t __real_recv(int fd, void* into, std::size_t size, int flags);
ssize_t __wrap_recv(int fd, void* into, std::size_t size, int flags) {
  return is_troubled(ECONNRESET, EINTR) ? -1 : __real_recv(fd, into, size, flags);
}
ssize_t __real_send(int fd, const void* bytes, std::size_t size, int flags);
ssize_t __wrap_send(int fd, const void* bytes, std::size_t size, int flags) {
  return is_troubled(EPIPE, EINTR) ? -1 : __real_send(fd, bytes, size, flags);
}
ssize_t __real_sendmsg(int fd, const msghdr* message, int flags);
ssize_t __wrap_sendmsg(int fd, const msghdr* message, int flags) {
  return is_troubled(EPIPE, EINTR) ? -1 : __real_sendmsg(fd, message, flags);
}
int __real_epoll_ctl(int epoll, int what, int fd, epoll_event* event);
int __wrap_epoll_ctl(int epoll, int what, int fd, epoll_event* event) {
  return what == EPOLL_CTL_ADD && is_troubled(ENOSPC, 0) ? -1 : __real_epoll_ctl(epoll, what, fd, event);
}
int __real_epoll_wait(int epoll, epoll_event* events, int most, int timeout);
int __wrap_epoll_wait(int epoll, epoll_event* events, int most, int timeout) {
  return is_troubled(0, EINTR) ? -1 : __real_epoll_wait(epoll, events, most, timeout);
}
}
