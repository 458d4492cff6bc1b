#pragma once
#include "kotori/async/epoll_loop.hpp"
#include "kotori/async/task.hpp"
#include "kotori/net/stream.hpp"

#include <memory>
#include <string>

namespace kotori::inline v0 {

/// A connected TCP socket on an EpollLoop.
class TcpStream final : Watcher, public Stream {
 public:
  /// Takes the descriptor over; it must be non-blocking and connected. Throws std::system_error, and has closed it,
  /// when the kernel cannot watch any more.
  TcpStream(EpollLoop& loop, int fd);
  ~TcpStream() override;

  Transfer read(std::span<char> into) override;
  Transfer write(std::string_view bytes) override;
  Transfer write(std::span<const std::string_view> pieces) override;
  void finish_writing() override;
  Delivery delivery() const override;
  Endpoint peer() const override;

 private:
  void on_ready(Readiness readiness) override;
  Transfer after_write(long written, std::size_t offered);

  bool hung_up_ = false;  // it and the descriptor lie in what the stream leaves free at its end
  int fd_;
  EpollLoop& loop_;
};
static_assert(sizeof(TcpStream) <= 40, "each connection has one");

/// Connects from the current loop, which must be an EpollLoop. `from`: one of this machine's addresses, in digits;
/// empty: the kernel chooses. The error says why it could not: it took longer than `at_most`, perhaps, or the loop
/// stops.
Task<Result<std::unique_ptr<Stream>>> connect_tcp(EpollLoop& loop, Endpoint to, std::string from = {},
                                                  Duration at_most = Duration::max());

}  // namespace kotori::inline v0
