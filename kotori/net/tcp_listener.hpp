#pragma once
#include "kotori/async/epoll_loop.hpp"
#include "kotori/net/tcp_stream.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

namespace kotori::inline v0 {

/// A bound and listening socket that no loop serves yet.
class ListeningSocket {
 public:
  explicit ListeningSocket(int fd) : fd_(fd) {}
  ListeningSocket(ListeningSocket&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  ListeningSocket& operator=(ListeningSocket&&) = delete;
  ~ListeningSocket();
  int release() { return std::exchange(fd_, -1); }
  /// Where it listens, with the port that the kernel chose if 0 was asked for.
  Endpoint endpoint() const;

 private:
  int fd_;
};

/// Whether a port may be one that another process listens on.
enum class PortUse : std::uint8_t {
  exclusive,  ///< refused, also to a second Kotori
  shared,     ///< with processes of the same user, which let us in
};

/// Binds `count` sockets to one endpoint, to be served by as many loops; the kernel spreads connections over them, and
/// over those of the processes that share it. The error names the endpoint and the reason.
Result<std::vector<ListeningSocket>> listen_tcp(const Endpoint& endpoint, std::size_t count,
                                                PortUse use = PortUse::exclusive);

/// Accepts on one loop until it is destroyed.
class TcpListener final : Watcher {
 public:
  using OnAccept = std::function<void(std::unique_ptr<Stream>)>;

  /// On the loop, or before it runs. Connections that came in already are accepted first.
  TcpListener(EpollLoop& loop, ListeningSocket socket, OnAccept on_accept);
  /// Accepts what the backlog still holds, so that nobody who was let in is dropped, then closes.
  ~TcpListener();
  TcpListener(const TcpListener&) = delete;
  TcpListener& operator=(const TcpListener&) = delete;

 private:
  struct Next final : Timer {
    explicit Next(TcpListener& listener) : of(listener) {}
    void on_time() override { of.go_on(); }
    TcpListener& of;
  };
  void on_ready(Readiness readiness) override;
  void go_on();
  /// False when there may be more than `most`.
  bool accept_some(int most);
  /// 0, or why not, as errno.
  int accept_one();

  EpollLoop& loop_;
  int fd_;
  OnAccept on_accept_;
  Next next_{*this};
  bool out_of_descriptors_ = false;
};

}  // namespace kotori::inline v0
